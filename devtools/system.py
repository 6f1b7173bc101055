"""What only the machine can provide: a browser, wkhtmltopdf, a few libraries."""

import os
import platform
import shutil
import subprocess
import sys
import time

from . import console, paths

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


class Need:
    """Something looked up on this machine, and the Debian package that brings it."""

    def __init__(self, what, package, present):
        self.what, self.package, self.present = what, package, present

    @property
    def command(self):
        return f"apt-get install {self.package}"


def on_path(*programs):
    return lambda: any(shutil.which(program) for program in programs)


def has_cairo():
    # Not ctypes.util.find_library: without a compiler or ldconfig on PATH it finds nothing.
    check = [sys.executable, "-c", "import ctypes; ctypes.CDLL('libcairo.so.2')"]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


BROWSER = Need("a browser for the tests of the screens", "chromium", on_path(*BROWSERS))
WKHTMLTOPDF = Need("wkhtmltopdf for PDF documents", "wkhtmltopdf", on_path("wkhtmltopdf"))
SASSC = Need(
    "sassc for style sheets (libsass has no wheel for this processor)", "sassc", on_path("sassc")
)
CAIRO = Need("libcairo for barcodes in documents (on Python 3.13)", "libcairo2", has_cairo)


def require_for_odoo():
    """What Odoo cannot draw its pages without; then what it can do without, at a price that is named."""
    if platform.machine() != "x86_64":
        require(SASSC)
    wanted = [WKHTMLTOPDF] + ([CAIRO] if sys.version_info >= (3, 13) else [])
    for need in wanted:
        recommend(need)


def require(need):
    """Install it when we may; otherwise stop and name the command."""
    if not need.present() and not _install(need):
        raise console.Stop(f"This machine lacks {need.what}. As root:\n  {need.command}")


def recommend(need):
    """Install it when we may; otherwise say what will be missing."""
    if not need.present() and not _install(need):
        console.note(f"this machine lacks {need.what}; as root: {need.command}")


def _install(need):
    # A package that this release of the distribution lacks is not asked for again before tomorrow.
    refused = paths.cache("missing", need.package)
    if refused.exists() and time.time() - refused.stat().st_mtime < 86400:
        return False
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return False
    with console.step(f"installing {need.what}: {need.command}"):
        # A fresh machine has no package lists, an old one has stale ones.
        _apt("update")
        done = _apt("install", "--yes", "--no-install-recommends", need.package) and need.present()
    if not done:
        refused.touch()
    return done


def _apt(*arguments):
    done = subprocess.run(
        ["apt-get", "-qq", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        console.note(
            f"apt-get {' '.join(arguments)}: {(done.stderr or done.stdout).strip()[-400:]}"
        )
    return done.returncode == 0
