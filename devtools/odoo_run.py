"""Running Odoo: its configuration file, its command line, and what its log must not contain."""

import re
import subprocess

from . import console, paths

# Lines stock Odoo logs at installation without any addon of ours, each with its reason.
STOCK_NOISE = ()


class Runner:
    """One Odoo (source, environment, database server) ready to be called."""

    def __init__(self, odoo, environment, server):
        self.odoo, self.environment, self.server = odoo, environment, server
        self.data_dir = paths.cache("odoo-data", "x").parent

    def variables(self, **more):
        return self.environment.variables(
            PYTHONPATH=self.odoo.root, **self.server.variables, **more
        )

    def config(self, name, **options):
        """Write a configuration file and return its path."""
        values = {
            "addons_path": ",".join(map(str, [*self.odoo.addons_paths, paths.REPOSITORY])),
            "data_dir": self.data_dir,
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            **({"db_password": self.server.password} if self.server.password else {}),
            # Unset, Odoo 19 warns at each start.
            "http_interface": "127.0.0.1",
            # Nothing listens on the discard port: no mail ever leaves this machine.
            "smtp_server": "127.0.0.1",
            "smtp_port": 9,
            "list_db": False,
            **options,
        }
        path = paths.cache("config", f"{name}.conf")
        path.write_text(
            "[options]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
        )
        # It may hold the password of the server that PGPASSWORD named.
        path.chmod(0o600)
        return path

    def command(self, config, *arguments):
        # Never started inside the package: its http.py would hide the standard library's.
        return [
            self.environment.python,
            "-m",
            "odoo",
            *arguments[:1],
            "--config",
            config,
            *arguments[1:],
        ]

    def batch(self, database, *arguments, allowed=()):
        """Run `odoo server ... --stop-after-init` and fail on anything its log complains about."""
        config = self.config(database)
        log = paths.cache("logs", f"{database}.log")
        command = self.command(
            config, "server", "--database", database, "--stop-after-init", "--no-http", "--max-cron-threads=0",
            *arguments,
        )  # fmt: skip
        with log.open("w") as handle:
            code = console.run(
                command, env=self.variables(), cwd=paths.REPOSITORY, stdin=subprocess.DEVNULL,
                stdout=handle, stderr=subprocess.STDOUT,
            )  # fmt: skip
        found = complaints(log.read_text(errors="replace"), (*STOCK_NOISE, *allowed))
        if code or found:
            raise console.Stop(
                f"Odoo {'failed' if code else 'complained'} while preparing the database {database}:\n"
                + "\n".join(found or log.read_text(errors="replace").splitlines()[-20:])
                + f"\nThe whole log: {log}"
            )

    def script(self, database, text, **options):
        """Run Python in Odoo's shell; returns what it printed."""
        command = self.command(
            self.config(database), "shell", "--database", database, "--no-http", "--log-level=warn"
        )
        done = subprocess.run(
            command, env=self.variables(), cwd=paths.REPOSITORY, input=text, capture_output=True, text=True,
            check=False, **options,
        )  # fmt: skip
        if done.returncode:
            raise console.Stop(
                f"A script in Odoo's shell failed on {database}:\n{done.stderr.strip()}"
            )
        return done.stdout

    def filestore(self, database):
        return self.data_dir / "filestore" / database


LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) ")


def complaints(log, allowed=()):
    """The warnings and errors in a log, each with the lines that belong to it."""
    found, current = [], None
    for line in log.splitlines():
        start = LOG_LINE.match(line)
        if start:
            bad = start["level"] in ("WARNING", "ERROR", "CRITICAL")
            current = (
                [line] if bad and not any(re.search(pattern, line) for pattern in allowed) else None
            )
            if current:
                found.append(current)
        elif current:
            current.append(line)
    return ["\n".join(lines) for lines in found]
