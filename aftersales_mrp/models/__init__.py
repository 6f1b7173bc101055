from . import sale_order_line
from . import account_move_line
from . import rma_credit
from . import rma_line
from . import rma
