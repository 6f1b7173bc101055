from . import product_category
from . import product_template
from . import warranty
from . import stock_move
from . import stock_lot
from . import sale_order
from . import res_partner
from . import ticket
