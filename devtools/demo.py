"""The demo database: built once, upgraded when the addon has changed, described by what it knows about itself."""

import json
import re
from pathlib import Path

from . import addon, console, databases, locks, paths

NAME = "aftersales_demo"
INSIDE = Path(__file__).parent / "inside"


def name_for(language):
    return NAME if language in (None, "en_US") else f"{NAME}_{language.lower()}"


class Demo:
    """The demo database of one language on one server."""

    def __init__(self, runner, databases_, language=None):
        if language and not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?(@[a-z]+)?", language):
            raise console.Stop(f"{language} is no language code; zh_CN and fr_FR are.")
        self.runner, self.databases = runner, databases_
        self.language = None if language == "en_US" else language
        self.name = name_for(language)

    def ensure(self, fresh=False):
        """Bring the database up to date with the addon; returns what there is to see in it."""
        with locks.exclusive(self.name):  # by which others know what is being built
            if fresh:
                self.databases.drop(self.name)
            state = self._state()
            if self.name not in self.databases.names():
                self._build()
            elif state.get("addon") != addon.tree_hash():
                self._upgrade()
            else:
                return state
            return self._describe()

    def _build(self):
        base = self.databases.base(demo=True, language=self.language, modules=addon.names())
        with (
            console.step("installing our addons with their demo data"),
            self.databases.building(self.name) as name,
        ):
            self.databases.copy(base, name)
            if self.language:
                # Before our demo data is loaded, which follows the language of the company.
                self.runner.script(
                    name, f"code = {self.language!r}\n" + (INSIDE / "set_language.py").read_text()
                )
            self.runner.batch(name, f"--init={','.join(addon.names())}", "--with-demo")
            self.runner.script(name, databases.PRECOMPILE)

    def _upgrade(self):
        with console.step(
            "the addon has changed: upgrading the demo database (--fresh would rebuild it)"
        ):
            names = ",".join(addon.names())
            self.runner.batch(self.name, f"--update={names}", f"--init={names}", "--with-demo")

    def _describe(self):
        """Ask the database once for logins and links, and keep the answer with it, as its comment."""
        answer = self.runner.script(self.name, (INSIDE / "describe_demo.py").read_text())
        state = {**json.loads(answer.strip().splitlines()[-1]), "addon": addon.tree_hash()}
        text = json.dumps(state, ensure_ascii=False).replace("'", "''")
        self.runner.server.execute(f"COMMENT ON DATABASE \"{self.name}\" IS '{text}'")
        return state

    def _state(self):
        rows = self.runner.server.execute(
            f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{self.name}'"
        )
        return json.loads(rows[0][0]) if rows and rows[0][0] else {}

    def serve(self, port):
        """The command that serves it; its log goes to a file."""
        config = self.runner.config(
            self.name, db_name=self.name, dbfilter=f"^{self.name}$", http_port=port
        )
        return self.runner.command(config, "server", "--max-cron-threads=1"), paths.cache(
            "logs", f"{self.name}-server.log"
        )
