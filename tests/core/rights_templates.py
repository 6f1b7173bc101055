"""The templates as they ship, read from the addon's own data file into rows of the core."""

from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from aftersales_addon.core.rightsrules import Policy, Rule

FILE = Path(__file__).resolve().parents[2] / "aftersales_addon" / "data" / "rights_policy_data.xml"
_MODEL = "aftersales.rights."
_LINKS = {"template", "policy_id", "version_id"}


@cache
def templates() -> dict[str, tuple[Policy, ...]]:
    """All shipped policies by code: their versions, the oldest first."""
    policies, versions, rules = {}, {}, {}
    for record in ElementTree.parse(FILE).iter("record"):
        kind, xmlid = record.get("model").removeprefix(_MODEL), record.get("id")
        if kind == "policy":
            policies[xmlid] = record
        elif kind == "policy.version":
            versions[xmlid] = record
            rules[xmlid] = []
        else:
            rules[_link(record, "version_id")].append(Rule(**_values(record, Rule)))
    found = {}
    for xmlid, version in versions.items():
        values = _values(policies[_link(version, "policy_id")], Policy)
        number = len(found.get(values["code"], ())) + 1
        values |= _values(version, Policy) | {"number": number, "rules": tuple(rules[xmlid])}
        found[values["code"]] = (*found.get(values["code"], ()), Policy(**values))
    return found


def template(code: str, version: int = -1) -> Policy:
    """One shipped policy; the newest version."""
    return templates()[code][version]


def everything() -> list[Policy]:
    """All versions of all shipped policies."""
    return [policy for versions in templates().values() for policy in versions]


def _link(record, name):
    return next(one.get("ref") for one in record if one.get("name") == name)


def _values(record, shape):
    kinds = {one.name: str(one.type) for one in fields(shape)}
    found = {}
    for field in record:
        name = field.get("name")
        if name in _LINKS:
            continue
        kind = kinds[name]  # a column that the core does not know is an error
        text = field.get("eval") or field.text
        if kind == "bool":
            found[name] = {"True": True, "False": False}[text]
        elif kind == "int":
            found[name] = int(text)
        else:
            found[name] = date.fromisoformat(text) if kind.startswith("date") else text
    return found
