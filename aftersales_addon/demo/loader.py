"""Loads the demo: a believable electronics trader, told through the module's own methods.

Nothing is written that a person, a customer or a job could not have done: orders are confirmed,
deliveries validated, invoices posted, tickets worked on, returns decided. So every event, warranty,
stock move and journal entry is a real one.
"""

import gc
import logging
import random
import time
from contextlib import contextmanager

from odoo import fields

from . import courses, postbag, promises
from .clock import Clock, Stories, simulated
from .people import ZONE
from .service import Service
from .trade import Trade

_logger = logging.getLogger(__name__)
SEED = 20


def load(env):
    """Load the demo into the main company, in Chinese where that is its language."""
    if env["res.users"].search_count([("login", "=", "anna.agent")]):
        _logger.info("The after-sales demo is loaded already.")
        return
    began, last_mail = time.monotonic(), _last_mail(env)
    company = env.ref("base.main_company")
    language = demo_language(env)
    # A new environment: what happens in the stories is no import of data.
    env = env(
        user=1,
        su=True,
        context={
            "lang": language,
            "allowed_company_ids": company.ids,
            "mail_notify_force_send": False,  # no mail leaves; see _settle_mails
            "no_reset_password": True,
            "skip_sms": True,
        },
    )
    zh = language == "zh_CN"
    # Odoo loads a module's translations after its demo data; stages and mails need them now.
    env.ref("base.module_aftersales_addon")._update_translations([language])
    clock = Clock(ZONE["zh" if zh else "en"], fields.Datetime.now())
    stories = Stories(
        clock,
        at_each_step=lambda: _end_step(env),
        meanwhile=lambda until: promises.sweep(env, clock, until),
    )
    with simulated(env.cr, clock), _uncollected():
        trade = Trade(env, clock, random.Random(SEED), zh)
        trade.set_up()
        promises.set_up(trade)
        trade.plan_orders(stories)
        service = Service(trade, random.Random(SEED))
        courses.plan(service, stories)
        postbag.plan(service, stories)
        stories.tell()
        promises.plan(service)
        courses.plan_activities(service)
        _end_step(env)
    _settle_mails(env, last_mail)
    _logger.info(
        "After-sales demo loaded (%s, %s tickets, %.0f s)",
        language,
        env["aftersales.ticket"].search_count([]),
        time.monotonic() - began,
    )


def demo_language(env):
    """Return zh_CN where the administrator or the company reads Chinese, else en_US."""
    readers = env.ref("base.user_admin").partner_id | env.ref("base.main_company").partner_id
    return "zh_CN" if "zh_CN" in readers.mapped("lang") else "en_US"


@contextmanager
def _uncollected():
    """Leave garbage alone: looking for it time and again would take a fifth of the load."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _end_step(env):
    """Do what the end of a request does: flush, let the chatter note the changes, send the mails."""
    env.cr.flush()
    mails = env["aftersales.outbox"].search([("state", "=", "planned")])
    mails._mark_sent()
    mails._settle_now()


def _last_mail(env):
    return env["mail.mail"].search([], order="id desc", limit=1).id or 0


def _settle_mails(env, last_mail):
    """Leave no mail in the queue: what the stories wrote counts as sent."""
    mails = env["mail.mail"].search([("id", ">", last_mail)])
    mails.notification_ids.filtered(lambda n: n.notification_status == "ready").write(
        {"notification_status": "sent"}
    )
    passing = mails.filtered("auto_delete")
    (mails - passing).write({"state": "sent"})
    passing.unlink()
