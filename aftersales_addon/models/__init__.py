from . import ticket
from . import rights
from . import rma
from . import care
