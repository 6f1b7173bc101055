from . import ticket_cancel
from . import ticket_desk
from . import warranty_backfill
from . import warranty_backfill_line
