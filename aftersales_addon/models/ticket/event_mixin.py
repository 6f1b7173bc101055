import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request

from ...core import catalogue, ledger
from .lock import claim

BACKDATE_PARAMETER = "aftersales_addon.backdate_minutes"


class Transition(frozenset):
    """The models at work, handed over in the context: by RPC no such object arrives."""


class Source(str):
    """A context value set by our own code: by RPC only plain text arrives."""


class AftersalesEventMixin(models.AbstractModel):
    """What happens to these records is recorded; what it changes is protected.

    A protected field is written by a transition, that is inside ``_transition()``, so
    that no state, result or number changes without its event.
    """

    _name = "aftersales.event.mixin"
    _description = "After-Sales Event Recording"

    _protected_fields = frozenset()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_protected(name for name, value in vals.items() if value)
        return super(AftersalesEventMixin, self._without_result_defaults()).create(vals_list)

    def write(self, vals):
        if self:
            self._check_protected(vals)
        return super().write(vals)

    def _without_result_defaults(self):
        """Return ``self`` without defaults in the context that would set a result."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not (key.startswith("default_") and self._is_protected(key[len("default_") :]))
        }
        return self.with_env(self.env(context=context))

    def _check_protected(self, names):
        if self._in_transition():
            return
        if refused := sorted(filter(self._is_protected, names)):
            raise UserError(
                self.env._(
                    "%(fields)s cannot be set by hand: use the buttons, so that the change is"
                    " put on record.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env) for name in refused
                    ),
                )
            )

    @api.model
    def _is_protected(self, name):
        """Return whether only our own methods set the field, or other fields decide it."""
        field = self._fields.get(name)
        derived = field and field.store and field.compute and field.readonly
        return name in self._protected_fields or bool(derived)

    def _in_transition(self):
        """Return whether our own method is at work on this model, and knows what it changes."""
        at_work = self.env.context.get("aftersales_transition")
        return isinstance(at_work, Transition) and self._name in at_work

    def _transition(self, *models):
        """Return ``self`` allowed to write protected fields.

        What a caller hands in for records of other models, by the lists of these, stays checked.

        :param str models: of the lists that our own values fill in the same call
        """
        at_work = self.env.context.get("aftersales_transition")
        before = at_work if isinstance(at_work, Transition) else ()
        return self.with_context(aftersales_transition=Transition({self._name, *models, *before}))

    # === RECORDING === #

    def _record(self, event_type, **facts):
        """Record one event for each record, as :meth:`_record_together` does several.

        :param facts: as for :meth:`_event_values`
        :return: the new ``aftersales.event`` records, one each, in the order of ``self``
        """
        return self._record_together([(self, event_type, facts)])

    @api.model
    def _record_together(self, happened):
        """Record what has happened, in this order; the only way an event comes to be.

        :param list happened: of (records, type, facts), the facts as for :meth:`_event_values`
        :return: the new ``aftersales.event`` records
        """
        prepared = []
        for records, event_type, facts in happened:
            records._lock_before_recording()
            prepared += records._event_values(event_type, **facts)
        # sudo: aftersales.event - nobody may write the ledger but this method
        events = self.env["aftersales.event"].sudo().create([vals for vals, __ in prepared])
        # sudo: aftersales.event.text - the same
        self.env["aftersales.event.text"].sudo().create(
            [
                {"event_id": event.id, **text}
                for event, (__, text) in zip(events, prepared, strict=True)
            ]
        )
        return events

    def _event_values(
        self, event_type, *, occurred_at=None, actor=None, actor_name=None, text=None, **payload
    ):
        """Return the values of one event for each record.

        :param str event_type: a key of :data:`core.catalogue.TYPES`
        :param datetime occurred_at: naive UTC instant, now by default; further back than
            the setting allows only by a supervisor with a ``reason`` in the payload
        :param actor: the user or partner it counts as; the current user by default
        :param actor_name: the name of somebody who is neither user nor contact
        :param text: personal text (an excerpt, a name), stored apart from the event
        :param payload: facts; like actor and texts, each may be a function of the record
        :return: of each event its values, and those of its personal text
        :rtype: list[tuple[dict, dict]]
        """
        now = fields.Datetime.now()
        if occurred_at:
            occurred_at = occurred_at.replace(microsecond=0)
            self._check_occurred_at(occurred_at, now, payload)
        common = {
            "type": event_type,
            "occurred_at": occurred_at or now,
            "recorded_at": now,
            "real_user": self._event_real_user(),
            "source": self._event_source(),
            "public": event_type in catalogue.PUBLIC,
            "model": self._name,
        }
        prepared = []
        for record in self:
            who = _value(actor, record) or self.env.user
            # sudo: res.users, res.partner - the name of the one who acts is part of the event
            name = _value(actor_name, record) or who.sudo().name or ""
            personal = ledger.canonical({"actor": name, "text": _value(text, record) or ""})
            salt = secrets.token_hex(16)
            facts = {key: _value(value, record) for key, value in payload.items()}
            vals = common | {
                "actor_model": who._name,
                "actor": who.id,
                "payload": ledger.canonical(facts),
                "ticket": record._event_ticket().id,
                "record": record.id,
                "company_id": record._event_company().id,
                "text_hash": ledger.salted_hash(salt, personal),
            }
            prepared.append((vals, {"salt": salt, "text": personal}))
        return prepared

    def _event_ticket(self):
        """Return the ticket that the record belongs to, or an empty recordset."""
        return self.env["aftersales.ticket"]

    def _event_company(self):
        return self.company_id or self.env.company

    def _lock_before_recording(self):
        """Claim the tickets concerned, so that who records has seen all that was recorded.

        Somebody else at work on the ticket makes Odoo try again, as after any conflict.
        """
        claim(self.env["aftersales.ticket"].union(*(rec._event_ticket() for rec in self)))

    def _check_occurred_at(self, occurred_at, now, payload):
        minutes = self._backdate_minutes()
        if occurred_at > now:
            raise UserError(self.env._("What has not happened yet cannot be recorded."))
        if occurred_at >= now - timedelta(minutes=minutes):
            return
        may = self.env.su or self.env.user.has_group("aftersales_addon.group_supervisor")
        if not may or not payload.get("reason"):
            raise UserError(
                self.env._(
                    "This happened more than %(minutes)s minutes ago: a supervisor has to record"
                    " it and give the reason.",
                    minutes=minutes,
                )
            )

    @api.model
    def _backdate_minutes(self):
        # sudo: ir.config_parameter - a limit that binds whoever records
        value = self.env["ir.config_parameter"].sudo().get_param(BACKDATE_PARAMETER)
        minutes = int(value) if value and value.isdigit() else 15
        return min(minutes, 366 * 24 * 60)

    @api.model
    def _event_real_user(self):
        """Return the id of the user behind sudo and public routes."""
        return (request and request.session.uid) or self.env.uid

    @api.model
    def _event_source(self):
        """Return by which way in the current call came, a key of ``catalogue.SOURCES``."""
        context = self.env.context
        if isinstance(source := context.get("aftersales_source"), Source):
            return str(source)
        path = request.httprequest.path if request else ""
        # A caller can send any context: an import is known by what is called, too.
        imports = not request or "base_import" in path or path.endswith("/load")
        if imports and (context.get("import_file") or context.get("install_mode")):
            return "import"
        if not request:
            return "cron" if context.get("cron_id") else "rpc"
        if path.startswith(("/xmlrpc", "/jsonrpc", "/json/")):
            return "rpc"
        return "portal" if self.env.user.share or path.startswith("/my") else "web"


def _value(value, record):
    return value(record) if callable(value) else value
