from . import ticket
from . import mail
from . import rights
from . import rma
from . import care
