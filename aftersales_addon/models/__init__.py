from . import ticket
from . import mail
from . import sla
from . import rights
from . import rma
from . import care
from . import improvement
