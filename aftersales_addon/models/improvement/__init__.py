from . import investigation
