from . import rma_type
from . import rma_line
from . import rma
from . import stock_return_picking
from . import stock_rule
from . import purchase_order_line
