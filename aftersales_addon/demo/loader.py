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

from . import courses, mails, postbag, promises
from .clock import Clock, Stories, simulated
from .people import ZONE
from .service import Service
from .trade import Trade
from .trader import demo_language

_logger = logging.getLogger(__name__)
SEED = 20


def load(env):
    """Load the demo into the main company, in Chinese where that is its language."""
    if env["res.users"].search_count([("login", "=", "anna.agent")]):
        _logger.info("The after-sales demo is loaded already.")
        return
    began, last_mail = time.monotonic(), mails.last(env)
    company = env.ref("base.main_company")
    language = demo_language(env)
    # A new environment: what happens in the stories is no import of data.
    env = env(
        user=1,
        su=True,
        context={
            "lang": language,
            "allowed_company_ids": company.ids,
            "mail_notify_force_send": False,  # no mail leaves; see mails
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
        at_each_step=lambda: mails.end_step(env),
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
        mails.end_step(env)
    mails.settle(env, last_mail)
    _logger.info(
        "After-sales demo loaded (%s, %s tickets, %.0f s)",
        language,
        env["aftersales.ticket"].search_count([]),
        time.monotonic() - began,
    )


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
