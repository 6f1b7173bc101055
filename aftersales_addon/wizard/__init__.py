from . import ticket_cancel
from . import ticket_desk
from . import warranty_backfill
from . import warranty_backfill_line
from . import rma_refuse
from . import rma_request
from . import rma_request_line
from . import intake_assign
