"""The rest of the postbag: mail that becomes no ticket, for the supervisor to look at."""

from email.message import EmailMessage
from email.utils import format_datetime

import pytz

# (days ago, what it is, sender, subject and text in English, in Chinese)
MAILS = [
    (
        9.2, "out_of_office", "Helen Brook <helen.brook@lakeside-vets.example>",
        ("Away until Monday", "I am out of the office and read my mail again on Monday."),
        ("外出自动回复", "我正在外出，周一回来后处理邮件。"),
    ),
    (
        6.4, "list", "Print & Paper Weekly <news@print-weekly.example>",
        ("Ten tips for a long printer life", "This week: cleaning rollers without a scratch."),
        ("打印机保养十招", "本周话题：如何清洁搓纸轮而不留划痕。"),
    ),
    (
        3.1, "bounce", "Mail Delivery System <mailer-daemon@mx.elsewhere.example>",
        ("Undelivered Mail Returned to Sender", "The mail box of your recipient is full."),
        ("邮件退回", "收件人的邮箱已满。"),
    ),
    (
        1.3, "stranger", "Vic Newcomb <vic@webmail.example>",
        ("Re: your case", "Please send the replacement to my new address in Dover instead."),
        ("回复：您的工单", "请把换货寄到我在苏州的新地址。"),
    ),
    (
        0.4, "colleague", "anna.agent",
        ("Fwd: complaint from the trade fair", "A visitor of our stand says his monitor hums."),
        ("转发：展会上的投诉", "一位来展位的客户说他的显示器有嗡嗡声。"),
    ),
]  # fmt: skip


def plan(service, stories):
    for days, kind, sender, english, chinese in MAILS:
        start = service.clock.before(service.clock.end, 9 * days)
        texts = service.trade.text((english, chinese))
        stories.add(start, _arrive(service, kind, sender, *texts))


def _arrive(service, kind, sender, subject, text):
    env, team = service.env, service.trade.teams["service"]
    mail = EmailMessage()
    if kind == "colleague":
        sender = env["res.users"].search([("login", "=", sender)]).email_formatted
    mail["From"], mail["Subject"] = sender, subject
    mail["To"] = team.alias_full_name or f"aftersales@{team.company_id.name}.example"
    mail["Date"] = format_datetime(pytz.utc.localize(service.clock.instant))
    mail["Message-Id"] = f"<postbag-{kind}@demo.example>"
    if kind == "out_of_office":
        mail["Auto-Submitted"] = "auto-replied"
    elif kind == "list":
        mail["List-Id"] = "<weekly.print-weekly.example>"
    elif kind == "bounce":
        mail["Return-Path"] = "<>"
    elif kind == "stranger":
        mail["In-Reply-To"] = _answer_on_an_open_ticket(env)
    mail.set_content(text)
    service.take_in(mail)
    return
    yield  # a story of one step


def _answer_on_an_open_ticket(env):
    message = env["mail.message"].search(
        [
            ("model", "=", "aftersales.ticket"),
            ("res_id", "in", env["aftersales.ticket"].search([("state", "=", "waiting")]).ids),
            ("message_type", "=", "comment"),
        ],
        order="id desc",
        limit=1,
    )
    return message.message_id
