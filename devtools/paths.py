"""Where things are: the repository, and the cache that everything fetched or built goes into."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
ADDON = REPOSITORY / "aftersales_addon"
REQUIREMENTS = REPOSITORY / "requirements"


def cache_root(environ=os.environ, uid=None):
    """The folder that holds the virtual environments, Odoo, the database server and its data.

    Root gets a folder outside its home: PostgreSQL refuses to run as root, and the user it runs as
    instead can neither read nor traverse /root.
    """
    if environ.get("AFTERSALES_CACHE"):
        return Path(environ["AFTERSALES_CACHE"]).expanduser().resolve()
    if (os.getuid() if uid is None else uid) == 0:
        return Path("/var/cache/aftersales_addon")
    base = environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME") or Path.home()) / ".cache"
    return Path(base) / "aftersales_addon"


def cache(*parts):
    """A path in the cache; its parent folder exists afterwards."""
    path = cache_root().joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
