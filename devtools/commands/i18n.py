"""export each addon's translation template and bring its zh_CN.po in line with it

Existing translations are kept, fuzzy and obsolete ones dropped; what still needs a translator is
listed.
"""

from .. import addon, console, paths, session, translations


def add_arguments(parser):
    pass


def run(options):
    runner, databases = session.open_session("dev", options.odoo)
    with databases.scratch(bridges=True) as database:
        for module in addon.names():
            fresh = paths.cache("logs", f"{database}-{module}.pot")
            translations.export(runner, database, module, fresh)
            for problem in translations.merge(runner, fresh, module, check_only=False):
                if "lacks a translation" in problem:
                    console.say(problem)
            fresh.unlink()
            console.say(f"wrote {module}/i18n")
