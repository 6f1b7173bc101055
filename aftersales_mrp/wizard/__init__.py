from . import rma_request_line
from . import rma_request_kit
from . import rma_request
