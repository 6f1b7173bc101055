"""Odoo's shell on the demo database: interactive, or `./dev shell < script.py`

`env` is there, as the superuser. Everything is rolled back unless it calls env.cr.commit().
Progress goes to the standard error output, so that what the script prints can be piped on.
"""

import signal
import subprocess
import sys

from .. import console, paths, session
from ..demo import Demo


def add_arguments(parser):
    parser.add_argument("--lang", metavar="CODE", help="the demo database of that language")


def run(options):
    console.stream = sys.stderr
    demo = Demo(*session.open_session("odoo", options.odoo), options.lang)
    demo.ensure()
    command = demo.runner.command(
        demo.runner.config(demo.name),
        "shell",
        "--database",
        demo.name,
        "--no-http",
        "--log-level=warn",
    )
    # Ctrl-C at the prompt is the shell's to handle, not ours.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    interruptible = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler)}
    return subprocess.run(
        [str(part) for part in command],
        env=demo.runner.variables(), cwd=paths.REPOSITORY, check=False, **interruptible,
    ).returncode  # fmt: skip
