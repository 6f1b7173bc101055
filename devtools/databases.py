"""Databases: built once, copied in a moment, dropped together with their files.

    base       every module ours depends on; kept between runs
    template   base + our module + precompiled assets; kept while the addon does not change
    run        a copy for one test run; dropped at its end

There are two of base and template: one as a company has it that uses none of the apps we bridge to,
and one with all of them and our bridge modules.

A database appears under its name only when it is complete: a killed build leaves a `..._unfinished`
one, which the next build drops.
"""

import contextlib
import hashlib
import os
import re
import secrets
import shutil

from . import addon, console, locks, paths

# Compiled by the first page that asks for them, which costs a browser test 13 s, each time: a test
# rolls back.
BUNDLES = (
    "web.assets_web", "web.assets_web_dark", "web.assets_tests", "web.assets_frontend", "web.assets_frontend_minimal",
    "web.assets_frontend_lazy", "web.assets_backend_lazy", "web.report_assets_common",
    "web_tour.interactive", "web_tour.automatic", "web.assets_emoji",
)  # fmt: skip
PRECOMPILE = f"""
for name in {BUNDLES!r}:
    bundle = env["ir.qweb"]._get_asset_bundle(name)
    bundle.js() and bundle.css()
env.cr.commit()
"""
# Several people, or several states of the tree, may work in one cache.
KEPT_TEMPLATES = 8
UNFINISHED = "_unfinished"


class Databases:
    """The databases of one server, made by one Odoo."""

    def __init__(self, runner):
        self.runner, self.server = runner, runner.server

    # === PLAIN OPERATIONS === #

    def names(self):
        return {row[0] for row in self.server.execute("SELECT datname FROM pg_database")}

    def create(self, name):
        # The same choices as Odoo's own: 'C' collation makes indexes useful for LIKE, and is safe
        # with template0.
        self.server.execute(
            f"CREATE DATABASE \"{name}\" ENCODING 'unicode' LC_COLLATE 'C' TEMPLATE template0"
        )
        # As Odoo does when it creates a database itself. Not `unaccent`: Odoo warns about it unless
        # a superuser has declared it immutable, and by default it works without.
        self.server.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm", name)

    def copy(self, source, target):
        """Copy a database and its filestore; without the files all assets and attachments would be broken."""
        # Neither built nor dropped by another ./dev meanwhile.
        with locks.exclusive(source):
            self.server.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
            self._link_files(source, target)

    def _link_files(self, source, target):
        if self.runner.filestore(source).exists():
            # Hard links: Odoo never changes a stored file, it only adds and removes names.
            shutil.copytree(
                self.runner.filestore(source), self.runner.filestore(target), copy_function=os.link
            )

    def rename(self, source, target):
        if self.runner.filestore(source).exists():
            shutil.rmtree(self.runner.filestore(target), ignore_errors=True)
            self.runner.filestore(source).rename(self.runner.filestore(target))
        self.server.execute(f'ALTER DATABASE "{source}" RENAME TO "{target}"')

    def drop(self, name):
        # Not WITH (FORCE): it fails, for an ordinary role, while PostgreSQL's own vacuum is at work there.
        # A plain drop ends the vacuum and waits five seconds for the others to go.
        self.server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND usename = current_user"
        )
        self.server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        shutil.rmtree(self.runner.filestore(name), ignore_errors=True)
        paths.cache("config", f"{name}.conf").unlink(missing_ok=True)

    @contextlib.contextmanager
    def building(self, name):
        """Yields the provisional name to build under; failing or killed, nothing stands under the final one."""
        provisional = f"{name}{UNFINISHED}"
        self.drop(provisional)
        try:
            yield provisional
        except BaseException:
            self.drop(provisional)
            raise
        self.rename(provisional, name)
        paths.cache("config", f"{provisional}.conf").unlink(missing_ok=True)

    # === WHAT COMMANDS ASK FOR === #

    def base(self, demo=False, language=None, modules=("aftersales_addon",)):
        """Name of the database with every module these of ours depend on; built first when missing."""
        depends = addon.depends(modules)
        name = base_name(self.runner.odoo.key, depends, demo, language)
        with locks.exclusive(name):
            if name not in self.names():
                with console.step(
                    f"building the base database ({', '.join(depends)}), one to two minutes"
                ):
                    self._build_base(name, depends, demo, language)
        return name

    def _build_base(self, name, depends, demo, language):
        arguments = [f"--init={','.join(depends)}"]
        arguments += ["--with-demo"] if demo else []
        arguments += [f"--load-language={language}"] if language else []
        with self.building(name) as provisional:
            self.create(provisional)
            self.runner.batch(provisional, *arguments)
            self.runner.script(provisional, PRECOMPILE)

    def template(self, bridges=False):
        """Name of the database that test runs copy: base plus our modules as they are now."""
        modules = addon.names() if bridges else addon.names()[:1]
        base = self.base(modules=modules)
        name = template_name(base, addon.tree_hash(addon.folders_of(modules)))
        with locks.exclusive(name):
            if name not in self.names():
                what = "aftersales_addon and its bridges" if bridges else "aftersales_addon"
                with console.step(f"installing {what} for the tests"):
                    self._build_template(name, base, modules)
        paths.cache("templates", name).touch()
        self._forget_old_templates()
        return name

    def _build_template(self, name, base, modules):
        with self.building(name) as provisional:
            self.copy(base, provisional)
            self.runner.batch(provisional, f"--init={','.join(modules)}")
            self.runner.script(provisional, PRECOMPILE)

    def _forget_old_templates(self):
        """Drop the templates used longest ago, and what killed builds left, unless somebody is at it."""
        marks = paths.cache("templates", "x").parent.iterdir()
        by_use = sorted(marks, key=lambda path: path.stat().st_mtime)
        old = [path.name for path in by_use[:-KEPT_TEMPLATES]]
        left = [name for name in self.names() if re.match(rf"aftersales_.*{UNFINISHED}$", name)]
        for name in [*old, *left]:
            with locks.attempt(name.removesuffix(UNFINISHED)) as free:
                if free:
                    self.drop(name)
                    paths.cache("templates", name).unlink(missing_ok=True)

    @contextlib.contextmanager
    def scratch(self, keep=False, source=None, bridges=False):
        """A copy of a template under a name of its own; dropped at the end, together with those of killed runs."""
        for name in locks.abandoned("runs"):
            self.drop(name)
        source = source or self.template(bridges)
        name = f"aftersales_run_{os.getpid()}_{secrets.token_hex(3)}"
        with contextlib.ExitStack() as stack:
            if not keep:
                stack.enter_context(locks.owned("runs", name))
                stack.callback(self.drop, name)
            self.copy(source, name)
            yield name
        if keep:
            console.note(f"kept the database {name}; drop it with ./dev clean --databases")

    def drop_all(self):
        """Every database of this project on the server, with its files."""
        # A server that others use may hold a company's own `aftersales_...`.
        ours = re.compile(r"aftersales_(base|template|run|demo)(_|$)")
        dropped = [name for name in sorted(self.names()) if ours.match(name)]
        for name in dropped:
            self.drop(name)
        shutil.rmtree(paths.cache("templates"), ignore_errors=True)
        return dropped


def base_name(odoo_key, depends, demo, language):
    modules = hashlib.sha256(",".join(depends).encode()).hexdigest()[:8]
    kind = "_".join(filter(None, ["demo" if demo else "", (language or "").lower()])) or "plain"
    return f"aftersales_base_{odoo_key}_{modules}_{kind}"


def template_name(base, tree_hash):
    """Short enough for PostgreSQL, which would cut off a longer name without a word."""
    return f"aftersales_template_{hashlib.sha256(f'{base} {tree_hash}'.encode()).hexdigest()[:16]}"
