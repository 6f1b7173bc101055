"""Makes `aftersales_addon.core` importable without Odoo.

The addon's `__init__` imports its models, hence Odoo. A stub package that only points to the folder
takes its place, so these tests also prove that the core needs nothing but the standard library.
"""

import sys
import types
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "aftersales_addon"

if "odoo" not in sys.modules:
    package = types.ModuleType("aftersales_addon")
    package.__path__ = [str(FOLDER)]
    sys.modules["aftersales_addon"] = package
