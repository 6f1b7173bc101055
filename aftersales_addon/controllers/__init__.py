from . import portal
from . import portal_form
from . import portal_returns
from . import portal_units
