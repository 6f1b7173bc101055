"""Who may do what with the models of the bridges: the same checks as those of our addon."""

import inspect
from pathlib import Path

import test_access_matrix as matrix
from access_matrix import table
from common import SERVICE, ServiceCase

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

BRIDGES = tuple(
    path.parent.name
    for path in Path(__file__).parents[2].glob("aftersales_*/__manifest__.py")
    if path.parent.name != SERVICE
)

MODELS = {
    f"aftersales.{name}": row
    for name, row in table("""
                 public  portal  employee  agent  specialist  leader  supervisor  administrator  auditor
rma.request.kit  ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
vendor.claim     ----    ----    ----      r---   rwc-        rwc-    rwc-        rwc-           r---
""").items()
}

# What may be called by RPC, reviewed: each works with the caller's own rights, or asks a predicate.
PUBLIC_METHODS = {
    "aftersales.rma": {
        "action_claim",
        "action_open_vendor_claims",
    },
    "aftersales.vendor.claim": {
        "action_accept",
        "action_cancel",
        "action_credit",
        "action_open_credits",
        "action_open_returns",
        "action_refuse",
        "action_return",
        "action_send",
        "action_settle",
    },
}


class TestBridgeModelAccess(matrix.TestModelAccess):
    models, ours = MODELS, BRIDGES


class TestBridgePublicMethods(ServiceCase):
    def test_every_bridge_is_installed(self):
        installed = self.env["ir.module.module"].search(
            [("name", "in", BRIDGES), ("state", "=", "installed")]
        )
        self.assertEqual(set(installed.mapped("name")), set(BRIDGES))

    def test_every_public_method_is_listed(self):
        found = {name: ours for name in self.env.registry if (ours := self.added_methods(name))}
        self.assertEqual(
            found, PUBLIC_METHODS, "Is it safe whoever calls it, with whatever arguments?"
        )

    def added_methods(self, model_name):
        """Return the methods of the model that only a bridge defines and RPC may call."""
        model = self.env[model_name]
        if model._abstract:
            return set()
        ours, theirs = set(), set()
        for cls in type(model).mro():
            module = cls.__module__.removeprefix("odoo.addons.").partition(".")[0]
            names = ours if module in BRIDGES else theirs
            names |= {name for name, value in vars(cls).items() if inspect.isroutine(value)}
        return {name for name in ours - theirs if self.is_callable_by_rpc(model, name)}

    def is_callable_by_rpc(self, model, name):
        try:
            return bool(get_public_method(model, name))
        except AccessError:
            return False
