"""Every model of ours x role x operation, and real records by team, company and customer."""

import inspect
from collections import defaultdict

from access_matrix import MODELS, PUBLIC_METHODS, RECORDS, ROLES
from common import ServiceCase
from rma_common import SalesCase

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import get_public_method
from odoo.tests import new_test_user
from odoo.tools import mute_logger

OURS = "aftersales_"  # the addon and its bridges
OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
# What the tests read of a record, and try to change it to.
CHANGES = {
    "ticket": {"name": "Changed"},
    "event": {"public": True},
    "intake": {"state": "ticket"},
    "event text": {"text": "{}"},
    "warranty": {"months": 1},
    "coverage": {"months": 1},
    "owner": {"note": "Changed"},
    "return": {"note": "Changed"},
    "return line": {"sequence": 99},
    "repair": {"internal_notes": "Changed"},
    "mail": {"state": "sent"},
    "message": {"body": "Changed"},
}


class RolesCase:
    """Gives a service case one user for each column of the tables."""

    @classmethod
    def new_roles(cls):
        """Return the users by role; those of the customer belong to the company of ``customer``."""
        roles = {
            "public": cls.env.ref("base.public_user"),
            "portal": cls.new_portal_user("test_portal", cls.company_customer),
            "employee": new_test_user(cls.env, "test_employee", groups="base.group_user"),
        }
        for role in ROLES[3:]:
            roles[role] = getattr(cls, role, None) or cls.new_user(role)
        return roles

    @classmethod
    def new_portal_user(cls, login, company):
        user = new_test_user(cls.env, login, groups="base.group_portal")
        user.partner_id.parent_id = company
        return user


class TestModelAccess(RolesCase, ServiceCase):
    models, ours = MODELS, OURS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = cls.new_roles()

    def test_every_model_has_its_row(self):
        models = {
            name
            for name, model in self.env.registry.items()
            if model._original_module.startswith(self.ours) and not model._abstract
        }
        self.assertEqual(
            models, set(self.models), "Say in access_matrix.py who may use a new model."
        )

    def test_every_role_may_what_its_row_says(self):
        for model, row in self.models.items():
            cells = {}
            for role, user in self.roles.items():
                records = self.env[model].with_user(user)
                cells[role] = "".join(
                    letter if records.has_access(operation) else "-"
                    for operation, letter in OPERATIONS.items()
                )
            with self.subTest(model):
                self.assertEqual(cells, row)


class RecordsCase(RolesCase, SalesCase):
    """The same matter five times: of the own team, another, none, another customer, another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = cls.new_roles()
        cls.repairs = cls.env["aftersales.team"].create(
            {
                "name": "Repairs",
                "member_ids": [Command.link(cls.new_user("agent", login="other").id)],
            }
        )
        cls.abroad = cls.env["res.company"].create({"name": "Trader Abroad"})
        cls.team_abroad = cls.env["aftersales.team"].create(
            {
                "name": "Support Abroad",
                "company_id": cls.abroad.id,
                "resource_calendar_id": cls.abroad.resource_calendar_id.id,
            }
        )
        cls.records = {}
        cls.add_records("own team", team=cls.team)
        cls.add_records("other team", team=cls.repairs)
        cls.add_records("no team", team=cls.env["aftersales.team"])
        cls.add_records("other customer", team=cls.team, partner=cls.stranger)
        here, cls.env = (
            cls.env,
            cls.env(context={**cls.env.context, "allowed_company_ids": cls.abroad.ids}),
        )
        cls.add_records(
            "other company",
            team=cls.team_abroad,
            warehouse=cls.env["stock.warehouse"].search(
                [("company_id", "=", cls.abroad.id)], limit=1
            ),
        )
        cls.env = here
        cls.env.flush_all()

    @classmethod
    def add_records(cls, scope, *, team, partner=None, warehouse=None):
        """Make a ticket with its history, a delivery with its warranty, and a return."""
        partner = partner or cls.customer
        ticket = cls.new_ticket(team_id=team.id, partner_id=partner.id)
        order = cls.sell_and_deliver(
            cls.kettle, partner=partner, invoice=False, warehouse=warehouse
        )
        move = cls.delivered(order)
        rma = cls.new_rma(order, user=cls.env.user, ticket_id=ticket.id)
        event = cls.events(ticket)[0]
        ticket._acknowledge()
        message = ticket.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        intake = cls.env["aftersales.intake"]
        intake = intake.browse(intake._store(f"Subject: {scope}\n\n".encode(), {})[0])
        intake._quarantine("unreadable", ticket_id=ticket.id, company_id=ticket.company_id.id)
        warranty = cls.env["aftersales.warranty"].search([("move_id", "=", move.id)])
        cls.records |= {
            f"ticket, {scope}": ticket,
            f"intake, {scope}": intake,
            f"event, {scope}": event,
            f"event text, {scope}": event.text_ids,
            f"warranty, {scope}": warranty,
            f"coverage, {scope}": warranty.coverage_ids,
            f"owner, {scope}": warranty.owner_ids,
            f"return, {scope}": rma,
            f"return line, {scope}": rma.line_ids,
            f"repair, {scope}": ticket._create_repair(cls.kettle, cls.env["stock.lot"]),
            f"mail, {scope}": cls.env["aftersales.outbox"].search([("ticket_id", "=", ticket.id)]),
            f"message, {scope}": message,
        }

    def works(self, call, needed=False):
        """Return whether the call passes, and, where ``needed``, gives anything; undo it."""
        savepoint = self.env.cr.savepoint()
        try:
            with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
                result = call()
                self.env.flush_all()
            return bool(result) or not needed
        except UserError:  # an AccessError is one
            return False
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()


class TestRecordAccess(RecordsCase):
    def test_every_record_is_open_to_whom_its_row_says(self):
        for name, record in self.records.items():
            kind, __, scope = name.partition(", ")
            row = RECORDS["ticket, " + scope if kind == "message" else name]
            cells = {
                role: self.cell(record.with_user(user), kind) for role, user in self.roles.items()
            }
            with self.subTest(name):
                self.assertEqual(len(record), 1)
                self.assertEqual(
                    cells, {role: cell[: len(cells[role])] for role, cell in row.items()}
                )

    def test_every_row_has_its_record(self):
        self.assertEqual(
            {name for name in self.records if not name.startswith("message")}, set(RECORDS)
        )

    def test_company_that_is_not_active_stays_hidden(self):
        user = self.supervisor
        user.company_ids |= self.abroad
        ticket = self.records["ticket, other company"].with_user(user)
        self.assertFalse(
            self.is_visible(ticket.with_context(allowed_company_ids=self.env.company.ids))
        )
        self.assertTrue(
            self.is_visible(
                ticket.with_context(allowed_company_ids=(self.env.company | self.abroad).ids)
            )
        )

    def test_agents_see_what_the_setting_says(self):
        visible = {
            "own": {"no team", "own team"},
            "team": {"no team", "own team", "taken in own team"},
            "all": {"no team", "own team", "taken in own team", "other team"},
        }
        taken = self.new_ticket(user_id=self.leader.id)
        tickets = {
            scope: self.records[f"ticket, {scope}"]
            for scope in ("no team", "own team", "other team")
        }
        tickets["taken in own team"] = taken
        for setting, expected in visible.items():
            self.env["res.config.settings"].create({"aftersales_scope": setting}).set_values()
            with self.subTest(setting):
                self.assertEqual(
                    {
                        scope
                        for scope, t in tickets.items()
                        if self.is_visible(t.with_user(self.agent))
                    },
                    expected,
                )

    # === TOOLS === #

    def cell(self, record, kind):
        """Return what the user of the record may do with it, as the tables write it."""
        [(field, value)] = CHANGES[kind].items()
        read = "r" if self.is_visible(record, field) else "-"
        if kind == "message":
            return read
        written = self.works(lambda: record.write({field: value}))
        deleted = self.works(record.unlink)
        return read + ("w" if written else "-") + ("d" if deleted else "-")

    def is_visible(self, record, field="id"):
        """Return whether the user reaches the record; every way has to give the same answer."""
        domain = [("id", "=", record.id)]
        ways = {
            "search": lambda: record.search(domain),
            "count": lambda: record.search_count(domain),
            "read": lambda: record.read([field]),
            "page": lambda: record.web_search_read(domain, {field: {}})["records"],
            "group": lambda: record._read_group(domain, [], ["__count"])[0][0],
            "pivot": lambda: record.formatted_read_group(domain, [], ["__count"])[0]["__count"],
        }
        answers = defaultdict(list)
        for name, way in ways.items():
            record.invalidate_recordset()
            answers[self.works(way, needed=True)].append(name)
        self.assertEqual(len(answers), 1, f"{record} by {record.env.user.login}: {dict(answers)}")
        return next(iter(answers))


class TestPublicMethods(RecordsCase):
    """What a user can call by RPC: a new method has to be thought about before it is listed."""

    def test_every_public_method_is_listed(self):
        methods = {name: found for name in self.env.registry if (found := self.our_methods(name))}
        self.assertEqual(
            methods, PUBLIC_METHODS, "Is it safe whoever calls it, with whatever arguments?"
        )

    def test_who_has_no_write_access_changes_nothing(self):
        """Those who may only read, or nothing at all, call everything that is public."""
        outsiders = {
            "own team": ("public", "portal", "employee", "auditor"),
            "other team": ("agent", "leader"),
            "other company": ("administrator",),
        }
        for name, record in self.records.items():
            for role in outsiders.get(name.partition(", ")[2], ()):
                for method in sorted(PUBLIC_METHODS.get(record._name, ())):
                    with self.subTest(record=name, method=method, role=role):
                        self.check_harmless(record, method, self.roles[role])

    def test_who_may_only_read_posts_nothing(self):
        ticket = self.records["ticket, own team"]
        for role in ("public", "employee", "auditor"):
            mine = ticket.with_user(self.roles[role])
            ways = {
                "note": lambda mine=mine: mine.message_post(body="x"),
                "answer": lambda mine=mine: mine.message_post(
                    body="x", message_type="comment", subtype_xmlid="mail.mt_comment"
                ),
                "follower": lambda mine=mine: mine.message_subscribe(self.stranger.ids),
                "activity": lambda mine=mine: mine.activity_schedule(
                    "mail.mail_activity_data_todo"
                ),
                "file": lambda mine=mine: mine.env["ir.attachment"].create(
                    {"name": "x", "raw": b"x", "res_model": mine._name, "res_id": mine.id}
                ),
            }
            for what, call in ways.items():
                with self.subTest(role=role, what=what):
                    self.assertFalse(self.works(call))

    def test_customer_cannot_send_mails_to_anybody_through_his_ticket(self):
        ticket = self.records["ticket, own team"].with_user(self.roles["portal"])
        for values in (
            {"outgoing_email_to": "victim@elsewhere.example"},
            {"partner_ids": self.stranger.ids},
            {"message_type": "comment", "author_id": self.agent.partner_id.id},
        ):
            with self.subTest(values):
                self.assertFalse(
                    self.works(
                        lambda values=values: ticket.message_post(
                            body="Buy this", subtype_xmlid="mail.mt_comment", **values
                        )
                    )
                )

    def our_methods(self, model_name):
        """Return the methods of the model that only our code defines and RPC may call."""
        model = self.env[model_name]
        ours, theirs = set(), set()
        for cls in type(model).mro():
            names = ours if cls.__module__.startswith(f"odoo.addons.{OURS}") else theirs
            names |= {name for name, value in vars(cls).items() if inspect.isroutine(value)}
        if model._abstract:
            return set()
        return {name for name in ours - theirs if self.is_callable_by_rpc(model, name)}

    def is_callable_by_rpc(self, model, name):
        try:
            return bool(get_public_method(model, name))
        except AccessError:
            return False

    def check_harmless(self, record, method, user):
        savepoint = self.env.cr.savepoint()
        before = self.fingerprint(record)
        try:
            with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
                getattr(record.with_user(user), method)()
            self.env.flush_all()
        except UserError:  # an AccessError is one
            self.env.invalidate_all()
        finally:
            after = self.fingerprint(record)
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        self.assertEqual(before, after)

    def fingerprint(self, record):
        """Return what a method could have changed: the record, its history, mails and messages."""
        stored = [name for name, field in record._fields.items() if field.store]
        counted = (
            "aftersales.event",
            "aftersales.ticket",
            "mail.message",
            "mail.mail",
            "aftersales.outbox",
            "account.move",
            "stock.picking",
            "ir.attachment",
            "mail.activity",
        )
        return record.sudo().read(stored), [
            self.env[name].sudo().search_count([]) for name in counted
        ]
