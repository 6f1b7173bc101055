"""PostgreSQL: the server that PGHOST, PGPORT or PGUSER name, else an embedded one that lives in the cache."""

import os
import pwd
import shutil
import socket
import subprocess
import time

from . import console, locks, paths

ROLE = "odoo"
SETTINGS = """
# TCP only: the path of a socket in the cache could exceed what a socket address holds.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 256MB
# A crash of the machine may lose the last moments of a demo, never its consistency.
synchronous_commit = off
log_min_messages = fatal
"""


class Server:
    """How to reach a running server, and the few statements we need from one."""

    def __init__(self, environment, host, port, user, password=None):
        self.environment = environment
        self.host, self.port, self.user, self.password = host, str(port), user, password

    @property
    def variables(self):
        """What libpq, and through it Odoo and psql, read."""
        values = {
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
        }
        return {key: value for key, value in values.items() if value}

    def execute(self, statement, database="postgres", user=None):
        """Run SQL and return the rows as lists of texts."""
        command = [
            self.environment.postgres_bin / "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
            "--field-separator=\t", "--set=ON_ERROR_STOP=1", f"--dbname={database}", f"--command={statement}",
        ]  # fmt: skip
        variables = self.environment.variables(
            **self.variables, **({"PGUSER": user} if user else {})
        )
        rows = console.output(command, env={**variables, "PGCONNECT_TIMEOUT": "10"})
        return [row.split("\t") for row in rows.splitlines()]


def is_named():
    return any(os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGUSER"))


def ensure(environment):
    """A server ready for Odoo: reachable, with a role that may create databases."""
    if is_named():
        return _named(environment)
    data = paths.cache("postgres", "data")
    with locks.exclusive("the database server"):
        if not (data / "ready").exists():
            _initialise(environment, data)
        port = running_port(data) or _start(environment, data)
    return Server(environment, "127.0.0.1", port, ROLE)


def _named(environment):
    values = os.environ
    user = values.get("PGUSER") or pwd.getpwuid(os.getuid()).pw_name
    if user == "postgres":
        raise console.Stop(
            "Odoo refuses to work as the database user postgres: set PGUSER to a role with CREATEDB."
        )
    server = Server(
        environment,
        values.get("PGHOST", ""),
        values.get("PGPORT", "5432"),
        user,
        values.get("PGPASSWORD"),
    )
    if server.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user") != [["t"]]:
        raise console.Stop(
            f"The database role {user} may not create databases: ALTER ROLE {user} CREATEDB."
        )
    return server


def _initialise(environment, data):
    with console.step("creating the database server's data in the cache"):
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        owner = _owner(data.parent)
        if owner:
            shutil.chown(data, owner)
            data.parent.chmod(0o755)
        _as_owner(
            data, environment.postgres_bin / "initdb", "--pgdata", data, "--username=postgres",
            # Trust is for this machine only: the server listens on its loopback address.
            "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
        port = _start(environment, data)
        server = Server(environment, "127.0.0.1", port, "postgres")
        # Odoo refuses to work as `postgres`, the only role so far.
        server.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        (data / "ready").touch()


def _owner(folder):
    """The user the server runs as, or None for ourselves.

    PostgreSQL refuses to run as root. Root's server runs as `postgres` where a package made that
    user, else as `nobody`, whom every machine has: what it guards is open to every local user
    anyway (trust on the loopback address), so an account of its own would protect nothing and stay
    behind on the machine.
    """
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            owner = pwd.getpwnam(name)
        except KeyError:
            continue
        # `postgres` may traverse the cache only if each folder above lets everybody pass.
        if all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents)):
            return owner.pw_name
        raise console.Stop(
            f"The user {name}, as whom root runs PostgreSQL, cannot reach {folder}: "
            "set AFTERSALES_CACHE to a folder outside root's home."
        )
    raise console.Stop(
        "Root cannot run PostgreSQL itself, and this machine has no user `postgres` or `nobody`."
    )


def _as_owner(data, *command):
    """Run one of the server's programs as the user who owns the data."""
    status = data.stat()
    identity = {}
    if os.getuid() == 0:
        identity = {
            "user": status.st_uid,
            "group": pwd.getpwuid(status.st_uid).pw_gid,
            "extra_groups": [],
        }
    # The server inherits the environment and the folder it is started in: neither may be the
    # caller's own.
    plain = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": "/"}
    return console.output(command, cwd="/", env=plain, **identity)


def running_port(data):
    """The port of the server that works on this data, or None."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        port = int(lines[3])
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return port
    except (OSError, IndexError, ValueError):
        return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _start(environment, data):
    port = free_port()
    log = data / "server.log"
    starting = [environment.postgres_bin / "pg_ctl", "start", "--wait", "--silent"]
    starting += ["--pgdata", data, "--log", log, "--options", f"-p {port}"]
    try:
        _as_owner(data, *starting)
    except console.Stop as reason:
        last = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
        raise console.Stop("\n".join([str(reason), f"The end of {log}:", *last])) from None
    return port


def stop():
    """Stop the embedded server if one runs; whatever wheel it was started from is still on disk."""
    data = paths.cache("postgres", "data")
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, IndexError, ValueError):
        return False
    # SIGINT is PostgreSQL's fast shutdown: sessions end, data are written.
    stopping = subprocess.run(["kill", "-INT", str(pid)], capture_output=True, check=False)
    for _ in range(100):
        if stopping.returncode or not (data / "postmaster.pid").exists():
            return True
        time.sleep(0.1)
    raise console.Stop(f"PostgreSQL (process {pid}) does not stop.")
