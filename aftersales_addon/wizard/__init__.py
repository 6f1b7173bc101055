from . import ticket_cancel
from . import ticket_desk
