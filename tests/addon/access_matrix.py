"""Who may do what: the tables that test_access_matrix.py holds the registry against.

One row per model or record, one column per role. `r` read, `w` write, `c` create, `d` delete, `-` refused.
"""

import re

ROLES = (
    "public",
    "portal",
    "employee",
    "agent",
    "specialist",
    "leader",
    "supervisor",
    "administrator",
    "auditor",
)


def table(text):
    """Return {row: {role: cell}} of a table whose columns two spaces or more keep apart."""
    header, *rows = (re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines())
    assert tuple(header) == ROLES, header
    return {row: dict(zip(ROLES, cells, strict=True)) for row, *cells in rows}


# What the access rights of a model leave open, whatever the record: read, write, create, delete.
MODELS = {
    f"aftersales.{name}": row
    for name, row in table("""
                        public  portal  employee  agent  specialist  leader  supervisor  administrator  auditor
calendar.exception      ----    ----    ----      r---   r---        r---    r---        rwcd           r---
calendar.import         ----    ----    ----      ----   ----        ----    ----        rwcd           ----
calendar.import.line    ----    ----    ----      ----   ----        ----    ----        rwcd           ----
category                ----    r---    ----      r---   r---        r---    r---        rwcd           r---
event                   ----    ----    ----      ----   ----        ----    r---        r---           r---
event.text              ----    ----    ----      ----   ----        ----    r---        r---           r---
fault.code              ----    ----    ----      r---   r---        r---    r---        rwcd           r---
heartbeat               ----    ----    ----      ----   ----        ----    r---        r---           r---
inspection              ----    ----    ----      r---   rwcd        rwcd    rwcd        rwcd           r---
intake                  ----    ----    ----      ----   ----        ----    r---        r---           r---
intake.assign           ----    ----    ----      ----   ----        ----    rwcd        rwcd           ----
investigation           ----    ----    ----      ----   ----        rw--    rw--        rw--           r---
investigation.reopen    ----    ----    ----      ----   ----        rwcd    rwcd        rwcd           ----
loaner                  ----    ----    ----      r---   rwcd        rwcd    rwcd        rwcd           r---
mail.health             ----    ----    ----      ----   ----        ----    rwc-        rwc-           rwc-
outbox                  ----    ----    ----      ----   ----        ----    r---        r---           r---
reason                  ----    r---    ----      r---   r---        r---    r---        rwcd           r---
rights.check            ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           rwcd
rights.check.question   ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           rwcd
rights.decision         ----    ----    ----      r---   r---        r---    r---        r---           r---
rights.goodwill         ----    ----    ----      ----   rwcd        rwcd    rwcd        rwcd           ----
repair.create           ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
repair.delay            ----    ----    ----      ----   rwcd        rwcd    rwcd        rwcd           ----
repair.describe         ----    ----    ----      ----   rwcd        rwcd    rwcd        rwcd           ----
repair.fail             ----    ----    ----      ----   rwcd        rwcd    rwcd        rwcd           ----
repair.override         ----    ----    ----      ----   rwcd        rwcd    rwcd        rwcd           ----
repair.promise          ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
repair.quote            ----    ----    ----      ----   rwcd        rwcd    rwcd        rwcd           ----
rights.policy           ----    ----    ----      r---   r---        r---    r---        rwcd           r---
rights.policy.version   ----    ----    ----      r---   r---        r---    r---        rwcd           r---
rights.rule             ----    ----    ----      r---   r---        r---    r---        rwcd           r---
rights.setup            ----    ----    ----      ----   ----        ----    ----        rwcd           ----
rights.setup.line       ----    ----    ----      ----   ----        ----    ----        rwcd           ----
rma                     ----    r---    ----      rwc-   rwc-        rwc-    rwc-        rwc-           r---
rma.credit              ----    ----    ----      ----   ----        ----    ----        ----           ----
rma.found               ----    ----    ----      r---   r---        r---    r---        r---           r---
rma.line                ----    r---    ----      rwc-   rwc-        rwc-    rwc-        rwc-           r---
rma.refuse              ----    ----    ----      ----   rwcd        rwcd    rwcd        rwcd           ----
rma.request             ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
rma.request.goods       ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
rma.request.line        ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
rma.type                ----    r---    ----      r---   r---        r---    r---        rwcd           r---
sla.alert               ----    ----    ----      r---   r---        r---    r---        r---           r---
sla.apply               ----    ----    ----      ----   ----        ----    ----        rwcd           ----
sla.apply.line          ----    ----    ----      ----   ----        ----    ----        rwcd           ----
sla.calendar            ----    ----    ----      r---   r---        r---    r---        r---           r---
sla.clock               ----    ----    ----      r---   r---        r---    r---        r---           r---
sla.escalation          ----    ----    ----      r---   r---        r---    r---        rwcd           r---
sla.excuse              ----    ----    ----      ----   ----        rwcd    rwcd        rwcd           ----
sla.policy              ----    ----    ----      r---   r---        r---    r---        rwcd           r---
sla.policy.version      ----    ----    ----      r---   r---        r---    r---        rwcd           r---
sla.report              ----    ----    ----      r---   r---        r---    r---        r---           r---
sla.probe               ----    ----    ----      ----   ----        ----    ----        rwcd           ----
sla.target              ----    ----    ----      r---   r---        r---    r---        rwcd           r---
stage                   ----    r---    ----      r---   r---        r---    r---        rwcd           r---
tag                     ----    ----    ----      r---   r---        rwc-    rwc-        rwcd           r---
team                    ----    ----    ----      r---   r---        r---    r---        rwcd           r---
ticket                  ----    r---    ----      rwc-   rwc-        rwc-    rwc-        rwc-           r---
ticket.cancel           ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
ticket.contact          ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
ticket.desk             ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
ticket.handover         ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
ticket.merge            ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
ticket.promise          ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
ticket.restart          ----    ----    ----      ----   ----        ----    rwcd        rwcd           ----
ticket.wait             ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
warranty                ----    r---    ----      r---   r---        r---    r---        r---           r---
warranty.backfill       ----    ----    ----      ----   ----        ----    ----        rwcd           ----
warranty.backfill.line  ----    ----    ----      ----   ----        ----    ----        rwcd           ----
warranty.coverage       ----    r---    ----      r---   r---        r---    r---        r---           r---
warranty.date           ----    ----    ----      rwcd   rwcd        rwcd    rwcd        rwcd           ----
warranty.owner          ----    ----    ----      r---   r---        r---    r---        r---           r---
warranty.suspension     ----    ----    ----      r---   r---        r---    r---        r---           r---
warranty.term           ----    ----    ----      r---   r---        r---    r---        rwcd           r---
warranty.transfer       ----    ----    ----      ----   rwcd        rwcd    rwcd        rwcd           ----
warranty.void           ----    ----    ----      ----   ----        rwcd    rwcd        rwcd           ----
""").items()
}

# What each may do with real records: read, write, delete. The team is that of the agent, the
# specialist and the leader; the customer is the portal user's company.
RECORDS = table("""
                             public  portal  employee  agent  specialist  leader  supervisor  administrator  auditor
ticket, own team             ---     r--     ---       rw-    rw-         rw-     rw-         rw-            r--
ticket, other team           ---     r--     ---       ---    ---         ---     rw-         rw-            r--
ticket, no team              ---     r--     ---       rw-    rw-         rw-     rw-         rw-            r--
ticket, other customer       ---     ---     ---       rw-    rw-         rw-     rw-         rw-            r--
ticket, other company        ---     ---     ---       ---    ---         ---     ---         ---            ---
intake, own team             ---     ---     ---       ---    ---         ---     r--         r--            r--
intake, other team           ---     ---     ---       ---    ---         ---     r--         r--            r--
intake, no team              ---     ---     ---       ---    ---         ---     r--         r--            r--
intake, other customer       ---     ---     ---       ---    ---         ---     r--         r--            r--
intake, other company        ---     ---     ---       ---    ---         ---     ---         ---            ---
event, own team              ---     ---     ---       ---    ---         ---     r--         r--            r--
event, other team            ---     ---     ---       ---    ---         ---     r--         r--            r--
event, no team               ---     ---     ---       ---    ---         ---     r--         r--            r--
event, other customer        ---     ---     ---       ---    ---         ---     r--         r--            r--
event, other company         ---     ---     ---       ---    ---         ---     ---         ---            ---
event text, own team         ---     ---     ---       ---    ---         ---     r--         r--            r--
event text, other team       ---     ---     ---       ---    ---         ---     r--         r--            r--
event text, no team          ---     ---     ---       ---    ---         ---     r--         r--            r--
event text, other customer   ---     ---     ---       ---    ---         ---     r--         r--            r--
event text, other company    ---     ---     ---       ---    ---         ---     ---         ---            ---
warranty, own team           ---     r--     ---       r--    r--         r--     r--         r--            r--
warranty, other team         ---     r--     ---       r--    r--         r--     r--         r--            r--
warranty, no team            ---     r--     ---       r--    r--         r--     r--         r--            r--
warranty, other customer     ---     ---     ---       r--    r--         r--     r--         r--            r--
warranty, other company      ---     ---     ---       ---    ---         ---     ---         ---            ---
coverage, own team           ---     r--     ---       r--    r--         r--     r--         r--            r--
coverage, other team         ---     r--     ---       r--    r--         r--     r--         r--            r--
coverage, no team            ---     r--     ---       r--    r--         r--     r--         r--            r--
coverage, other customer     ---     ---     ---       r--    r--         r--     r--         r--            r--
coverage, other company      ---     ---     ---       ---    ---         ---     ---         ---            ---
owner, own team              ---     ---     ---       r--    r--         r--     r--         r--            r--
owner, other team            ---     ---     ---       r--    r--         r--     r--         r--            r--
owner, no team               ---     ---     ---       r--    r--         r--     r--         r--            r--
owner, other customer        ---     ---     ---       r--    r--         r--     r--         r--            r--
owner, other company         ---     ---     ---       ---    ---         ---     ---         ---            ---
return, own team             ---     r--     ---       rw-    rw-         rw-     rw-         rw-            r--
return, other team           ---     r--     ---       ---    ---         ---     rw-         rw-            r--
return, no team              ---     r--     ---       rw-    rw-         rw-     rw-         rw-            r--
return, other customer       ---     ---     ---       rw-    rw-         rw-     rw-         rw-            r--
return, other company        ---     ---     ---       ---    ---         ---     ---         ---            ---
return line, own team        ---     r--     ---       rw-    rw-         rw-     rw-         rw-            r--
return line, other team      ---     r--     ---       ---    ---         ---     rw-         rw-            r--
return line, no team         ---     r--     ---       rw-    rw-         rw-     rw-         rw-            r--
return line, other customer  ---     ---     ---       rw-    rw-         rw-     rw-         rw-            r--
return line, other company   ---     ---     ---       ---    ---         ---     ---         ---            ---
repair, own team             ---     ---     ---       r--    r--         r--     r--         r--            r--
repair, other team           ---     ---     ---       ---    ---         ---     r--         r--            r--
repair, no team              ---     ---     ---       r--    r--         r--     r--         r--            r--
repair, other customer       ---     ---     ---       r--    r--         r--     r--         r--            r--
repair, other company        ---     ---     ---       ---    ---         ---     ---         ---            ---
mail, own team               ---     ---     ---       ---    ---         ---     r--         r--            r--
mail, other team             ---     ---     ---       ---    ---         ---     r--         r--            r--
mail, no team                ---     ---     ---       ---    ---         ---     r--         r--            r--
mail, other customer         ---     ---     ---       ---    ---         ---     r--         r--            r--
mail, other company          ---     ---     ---       ---    ---         ---     ---         ---            ---
""")

# What may be called by RPC, reviewed: each works with the caller's own rights, or asks a predicate
# first. What Odoo defines and we override is not listed.
PUBLIC_METHODS = {
    "aftersales.calendar.import": {
        "action_apply",
        "action_import",
        "action_preview",
    },
    "aftersales.intake": {
        "action_assign",
        "action_open_ticket",
        "action_process",
        "action_reject",
        "action_view_ticket",
    },
    "aftersales.intake.assign": {
        "action_assign_mails",
    },
    "aftersales.investigation": {
        "action_close",
        "action_reopen",
    },
    "aftersales.investigation.reopen": {
        "action_reopen_investigation",
    },
    "aftersales.loaner": {
        "action_hand_out",
        "action_open_transfers",
        "action_take_back",
    },
    "aftersales.mail.health": {
        "action_open_held",
        "action_open_undecided",
        "action_send_held",
    },
    "aftersales.outbox": {
        "action_cancel",
        "action_confirm",
        "action_resend",
    },
    "aftersales.rights.check": {
        "action_record",
    },
    "aftersales.rights.goodwill": {
        "action_approve",
    },
    "aftersales.rights.policy": {
        "action_activate",
        "action_adapt",
        "action_deactivate",
        "action_new_version",
    },
    "aftersales.rights.policy.version": {
        "action_release",
    },
    "aftersales.rights.setup": {
        "action_apply",
    },
    "aftersales.inspection": {
        "action_open",
    },
    "aftersales.repair.create": {
        "action_create_repair",
    },
    "aftersales.repair.delay": {
        "action_judge",
    },
    "aftersales.repair.describe": {
        "action_describe",
    },
    "aftersales.repair.fail": {
        "action_fail",
    },
    "aftersales.repair.override": {
        "action_override",
    },
    "aftersales.repair.promise": {
        "action_promise",
    },
    "aftersales.repair.quote": {
        "action_quote",
        "action_send",
    },
    "aftersales.rma": {
        "action_approve",
        "action_bill_exchange",
        "action_cancel",
        "action_charge_kept",
        "action_close_rest",
        "action_create_receipt",
        "action_create_reduction",
        "action_create_refund",
        "action_create_repair",
        "action_create_replacement",
        "action_dispose",
        "action_give_back",
        "action_goodwill",
        "action_inspect",
        "action_lend",
        "action_open_deliveries",
        "action_open_give_backs",
        "action_open_orders",
        "action_open_receipts",
        "action_open_refunds",
        "action_open_repairs",
        "action_open_ticket",
        "action_refuse",
        "action_send_slip",
        "action_settle",
    },
    "aftersales.rma.found": {
        "action_accept",
        "action_give_back",
    },
    "aftersales.rma.line": {
        "action_check_rights",
        "action_give",
    },
    "aftersales.rma.refuse": {
        "action_refuse_rmas",
    },
    "aftersales.rma.request": {
        "action_request",
    },
    "aftersales.sla.apply": {
        "action_apply",
        "action_check",
    },
    "aftersales.sla.clock": {
        "action_excuse",
        "action_withdraw_excuse",
    },
    "aftersales.sla.excuse": {
        "action_decide",
    },
    "aftersales.sla.policy": {
        "action_new_version",
    },
    "aftersales.sla.policy.version": {
        "action_release",
    },
    "aftersales.sla.probe": {
        "action_open_policy",
    },
    "aftersales.sla.report": {
        "action_open_clock",
    },
    "aftersales.team": {
        "action_open_tickets",
    },
    "aftersales.ticket": {
        "action_assign_to_me",
        "action_cancel",
        "action_check_rights",
        "action_close",
        "action_count_again",
        "action_create_repair",
        "action_hand_over",
        "action_lend",
        "action_log_contact",
        "action_open_events",
        "action_open_follow_ups",
        "action_open_loaners",
        "action_open_repairs",
        "action_open_rmas",
        "action_open_warranties",
        "action_preview_portal",
        "action_promise",
        "action_reopen",
        "action_request_rma",
        "action_resolve",
        "action_restart",
        "action_resume",
        "action_wait",
    },
    "aftersales.ticket.cancel": {
        "action_cancel_tickets",
    },
    "aftersales.ticket.contact": {
        "action_log",
    },
    "aftersales.ticket.desk": {
        "action_create",
        "action_create_and_next",
    },
    "aftersales.ticket.handover": {
        "action_hand_over",
    },
    "aftersales.ticket.merge": {
        "action_merge",
    },
    "aftersales.ticket.promise": {
        "action_promise",
    },
    "aftersales.ticket.restart": {
        "action_restart",
    },
    "aftersales.ticket.wait": {
        "action_send",
    },
    "aftersales.warranty": {
        "action_check_rights",
        "action_enter_date",
        "action_restore",
        "action_transfer",
        "action_void",
    },
    "aftersales.warranty.backfill": {
        "action_check",
        "action_create_warranties",
    },
    "aftersales.warranty.date": {
        "action_enter",
    },
    "aftersales.warranty.transfer": {
        "action_transfer",
    },
    "aftersales.warranty.void": {
        "action_decide",
    },
    "repair.order": {
        "action_aftersales_cancel",
        "action_aftersales_delay",
        "action_aftersales_describe",
        "action_aftersales_fail",
        "action_aftersales_finish",
        "action_aftersales_override",
        "action_aftersales_promise",
        "action_aftersales_quote",
        "action_aftersales_start",
        "action_open_aftersales_rma",
        "action_open_aftersales_ticket",
    },
    "res.partner": {
        "action_open_aftersales_tickets",
        "action_open_aftersales_warranties",
    },
    "resource.calendar": {
        "action_aftersales_apply",
        "action_aftersales_import",
    },
    "sale.order": {
        "action_aftersales_return",
        "action_check_rights",
        "action_open_aftersales_rmas",
        "action_open_aftersales_warranties",
    },
    "stock.lot": {
        "action_check_rights",
        "action_open_aftersales_passport",
        "action_open_aftersales_warranties",
    },
    "stock.picking": {
        "action_open_aftersales_rmas",
    },
}
