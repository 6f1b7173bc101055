"""Bring a module's .pot and one .po in line with a fresh export (runs where polib is installed).

    merge_po.py FRESH_POT I18N_FOLDER MODULE LANGUAGE [--check]

Prints a JSON list of problems: texts missing from or stale in the committed files (which a run
without --check has repaired) and texts without a translation (which only a translator can repair).
"""

import json
import sys
from pathlib import Path

import polib

# Change with each export without meaning anything.
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date")


def texts(catalogue):
    return {entry.msgid for entry in catalogue if not entry.obsolete}


def merged(fresh, old, language):
    """The fresh entries with the old translations; a fuzzy or obsolete one is no translation."""
    known = {entry.msgid: entry.msgstr for entry in old if not entry.fuzzy and not entry.obsolete}
    result = polib.POFile(wrapwidth=78)
    result.metadata = {key: value for key, value in fresh.metadata.items() if key not in VOLATILE}
    result.metadata |= {"Language": language, "Content-Transfer-Encoding": "8bit"}
    for entry in fresh:
        result.append(
            polib.POEntry(
                msgid=entry.msgid, msgstr=known.get(entry.msgid, ""), occurrences=entry.occurrences,
                comment=entry.comment, flags=[flag for flag in entry.flags if flag != "fuzzy"],
            )
        )  # fmt: skip
    return result


def main(fresh_path, folder, module, language, *flags):
    fresh = polib.pofile(fresh_path, wrapwidth=78)
    for key in VOLATILE:
        fresh.metadata.pop(key, None)
    pot, po = Path(folder, f"{module}.pot"), Path(folder, f"{language}.po")
    old = polib.pofile(str(po)) if po.exists() else polib.POFile()
    translated = merged(fresh, old, language)
    problems = []
    if texts(fresh) != texts(polib.pofile(str(pot)) if pot.exists() else []):
        problems.append(f"{module}/i18n/{pot.name} is not up to date: run ./dev i18n")
    if texts(translated) != texts(old):
        problems.append(f"{module}/i18n/{po.name} does not match the template: run ./dev i18n")
    problems += [
        f"{po.name} lacks a translation of: {entry.msgid!r}"
        for entry in translated
        if not entry.msgstr
    ]
    if "--check" not in flags:
        pot.parent.mkdir(exist_ok=True)
        fresh.save(str(pot))
        translated.save(str(po))
    print(json.dumps(problems))


if __name__ == "__main__":
    main(*sys.argv[1:])
