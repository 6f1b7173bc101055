"""Exporting the addon's texts, and keeping the Chinese catalogue in step with them."""

import json
import subprocess

from . import console, paths

LANGUAGE = "zh_CN"
MERGE = paths.REPOSITORY / "devtools" / "inside" / "merge_po.py"


def export(runner, database, module, target):
    """Write the template of all translatable texts of an installed module."""
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [
        runner.environment.python, "-m", "odoo", "i18n", "export", "--config", runner.config(database),
        "--database", database, module, "--output", target,
    ]  # fmt: skip
    console.output(command, env=runner.variables(), cwd=paths.REPOSITORY, stdin=subprocess.DEVNULL)


def merge(runner, fresh, module, check_only):
    """Bring template and catalogue in line with a fresh export; returns what was, or would be, wrong."""
    command = [
        runner.environment.python,
        MERGE,
        fresh,
        paths.REPOSITORY / module / "i18n",
        module,
        LANGUAGE,
    ]
    command += ["--check"] if check_only else []
    return json.loads(console.output(command, env=runner.variables(), cwd=paths.REPOSITORY))


def problems(runner, database, module):
    fresh = paths.cache("logs", f"{database}-{module}.pot")
    export(runner, database, module, fresh)
    try:
        return merge(runner, fresh, module, check_only=True)
    finally:
        fresh.unlink()
