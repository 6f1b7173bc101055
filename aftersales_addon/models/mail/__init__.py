from . import outbox
from . import outbox_plan
from . import outbox_send
from . import outbox_settle
from . import heartbeat
from . import ticket
