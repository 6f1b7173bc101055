from . import rma_type
from . import rma_line
from . import rma
from . import inspection
from . import stock_rule
from . import purchase_order
from . import purchase_order_line
