"""The journeys in a browser start from the same company and customers as the tests of the addon."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "addon"))
