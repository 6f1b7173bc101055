from . import ticket
from . import mail
from . import sla
from . import rights
from . import rma
from .rights import rma_line as rights_of_return_lines
from .rights import rma as rights_of_returns
from .rights import inspection as rights_of_inspections
from . import repair
from . import care
from . import improvement
