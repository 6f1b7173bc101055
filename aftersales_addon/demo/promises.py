"""What was promised by when: in force since the trader began, kept, missed, excused.

The times run on their own; here is what people decide about them.
"""

from datetime import timedelta

from odoo import Command, fields

from . import phrases


def set_up(trade):
    """Let the shipped policies hold from the first day on, with a time for repairs of a fault."""
    env = trade.env
    versions = env["aftersales.sla.policy.version"].search([("state", "=", "released")])
    began = fields.Datetime.now() - timedelta(days=1)
    # They came with the module, today: in the stories they have always been there.
    env.cr.execute(
        "UPDATE aftersales_sla_policy_version SET valid_from = %s WHERE id IN %s",
        [began, tuple(versions.ids)],
    )
    versions.invalidate_recordset()
    env.registry.clear_cache()
    # What is copied here is copied with its translations, which are loaded after the demo data.
    languages = [code for code, __ in env["res.lang"].get_installed() if code != "en_US"]
    env["ir.module.module"]._load_module_terms(["aftersales_addon"], languages)
    policy = env.ref("aftersales_addon.sla_policy_fast")
    policy.action_new_version()
    draft = policy.draft_version_id
    resolution = draft.target_ids.filtered(lambda target: target.metric == "resolution")
    resolution.write(
        {
            "in_use": True,
            "amount": 80,
            "unit": "hours",
            "clock_time": "team",
            "pause_supplier": True,
            "pause_carrier": True,
            "pause_appointment": True,
            "escalation_ids": [
                Command.create({"name": trade.text(name), "moment": "before", "amount": 240})
                for name in phrases.LADDER
            ],
        }
    )
    draft.note = trade.text(phrases.WHY_A_TIME_FOR_REPAIRS)
    draft._release()


def sweep(env, clock, until):
    """Do what the job does at each instant at which a clock has to be looked at."""
    clocks = env["aftersales.sla.clock"]
    while due := clocks.search([("next_check", "<=", until)], order="next_check, id", limit=1):
        clock.instant = max(clock.instant, due.next_check)
        clocks._check_ticket(due.ticket_id)
        if due.next_check and due.next_check <= clock.instant:
            raise RuntimeError(f"{due.display_name} of {due.ticket_id.number} is checked for ever")
        env.cr.flush()


def plan(service):
    """Promise callers to call back, soon and today; excuse what could not be helped."""
    tickets = service.env["aftersales.ticket"].search(
        [("state", "=", "in_progress"), ("user_id", "!=", False)], order="id"
    )
    for ticket, minutes in zip(tickets, (24, 80, 300), strict=False):
        service.promise(ticket, service.clock.end + timedelta(minutes=minutes))
    late = service.env["aftersales.sla.clock"].search(
        [("breached_at", "!=", False), ("state", "=", "fulfilled")], order="id"
    )
    for clock, reason in zip(late[1:], phrases.EXCUSES, strict=False):
        service.excuse(clock, service.trade.text(reason))
    open_ones = service.env["aftersales.investigation"].search([], order="id")
    for found, (cause, step, note) in zip(open_ones, phrases.CAUSES, strict=False):
        service.close_investigation(found, cause, step, service.trade.text(note))
