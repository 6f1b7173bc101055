"""Finding Odoo 19: the one named by the user, an importable one, Debian's package, or a clone."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import console, debian_odoo, locks, paths

PUBLIC_REPOSITORY = "https://github.com/odoo/odoo"
BRANCH = "19.0"


class Odoo:
    """An Odoo 19 on disk."""

    def __init__(self, root, origin):
        #: the folder that contains the Python package `odoo`
        self.root = root
        self.origin = origin
        self.version = version_at(root)

    @property
    def addons_paths(self):
        """A source checkout keeps most addons beside the package, an installed Odoo inside it."""
        candidates = [self.root / "addons", self.root / "odoo" / "addons"]
        return [path for path in candidates if (path / "web").is_dir() or (path / "base").is_dir()]

    def addon(self, name):
        """The folder of one of Odoo's addons."""
        return next(path / name for path in self.addons_paths if (path / name).is_dir())

    @property
    def key(self):
        """Tells databases made from different Odoos apart."""
        mark = self.root / ".git" / "HEAD"
        commit = mark.read_text() if mark.exists() else ""
        return hashlib.sha256(
            f"{self.root}{self.version}{self.origin}{commit}".encode()
        ).hexdigest()[:8]


def version_at(root):
    """The version of the Odoo in a folder such as '19.0', or None when there is none."""
    release = root / "odoo" / "release.py"
    found = release.exists() and re.search(
        r"^version_info = \((\d+), (\d+)", release.read_text(), re.MULTILINE
    )
    return f"{found[1]}.{found[2]}" if found else None


def ensure(environment, named=None):
    """The Odoo to use; fetched into the cache when this machine has none."""
    named = named or os.environ.get("ODOO_PATH")
    if named:
        return _named(Path(named).expanduser().resolve())
    return _importable() or _fetched(environment)


def _named(path):
    # A checkout, an installed package's parent, or that package itself: whatever the user calls "my
    # Odoo".
    for root in (path, path.parent, path / "usr/lib/python3/dist-packages"):
        if version_at(root) == BRANCH:
            return Odoo(root, "named")
    raise console.Stop(
        f"{path} holds no Odoo {BRANCH}: name the folder that contains odoo/release.py."
    )


def _importable():
    """An Odoo that this Python can import, as in Odoo's official container image."""
    spec = importlib.util.find_spec("odoo")
    locations = list(spec.submodule_search_locations or []) if spec else []
    for root in (Path(location).parent for location in locations):
        if version_at(root) != BRANCH:
            continue
        # Debian's package lacks a file that every page of the web client loads; we can only repair
        # our own copy.
        if (root / "odoo/addons/mail").exists() and debian_odoo.lacks_stub(root / "odoo/addons"):
            console.note(
                f"the Odoo installed at {root} cannot serve the web client's tests; using our own copy"
            )
            continue
        return Odoo(root, "importable")
    return None


def _fetched(environment):
    debian, clone = paths.cache("odoo", "debian"), paths.cache("odoo", "git")
    if not debian.exists() and not clone.exists():
        with locks.exclusive("the Odoo source"):
            if not debian.exists() and not clone.exists():
                _fetch(environment, debian, clone)
    if debian.exists():
        return Odoo(debian / debian_odoo.PACKAGES_FOLDER, (debian / "version").read_text())
    return Odoo(clone, "git")


def _fetch(environment, debian, clone):
    try:
        with console.step(
            "fetching Odoo 19: the Debian package, through this machine's Debian mirror"
        ):
            debian_odoo.fetch(debian, environment)
            return
    except debian_odoo.Unavailable as reason:
        console.note(f"Debian's Odoo package cannot be had here: {reason}")
    with console.step(
        f"fetching Odoo 19: the public repository {PUBLIC_REPOSITORY}, branch {BRANCH}"
    ):
        _clone(clone)


def _clone(target):
    if not shutil.which("git"):
        raise console.Stop(
            "Odoo has to be cloned, and git is not installed (Debian, Ubuntu: apt-get install git)."
        )
    unfinished = target.with_name("git.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [
        "git",
        "clone",
        "--quiet",
        "--depth",
        "1",
        "--branch",
        BRANCH,
        PUBLIC_REPOSITORY,
        str(unfinished),
    ]
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        raise console.Stop(
            "Odoo 19 could not be fetched. Clone it yourself and name it:\n"
            f"  git clone --depth 1 --branch {BRANCH} {PUBLIC_REPOSITORY} odoo\n  ./dev ... --odoo odoo"
        )
    unfinished.rename(target)
