"""What the people around a ticket do, each step as the one who takes it."""

import copy
import itertools
import random
from collections import Counter
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

import pytz
from markupsafe import Markup

from odoo import Command, fields
from odoo.tools import plaintext2html

from ..models.ticket.event_mixin import Source
from . import phrases
from .matter import Matter, Stranger
from .takeback import TakingBack

HERO = "harbour"  # the customer of the tour
AT_THE_DESK = ("phone", "walk_in", "social")
FOR_A_FAULT = ("tara.agent", "omar.agent")
FOR_THE_REST = ("anna.agent", "leo.agent")


class Service(TakingBack):
    """The service desk at work, in the language of the trader."""

    def __init__(self, trade, dice):
        self.trade, self.dice, self.clock, self.env = trade, dice, trade.clock, trade.env
        self.taken = set()  # warranties that have their ticket
        self.matters = Counter()  # how many each customer has had: everybody gets his turn
        self.coming_back = set()  # deliveries of which something comes back: once is enough
        self.scores = itertools.cycle((5, 5, 4, 5, 3, 5, 4, 1, 5, 4, 5, 2))

    def with_dice(self, seed):
        """Return the same desk with dice of its own: no story shifts what happens in another."""
        service = copy.copy(self)
        service.dice = random.Random(seed)
        return service

    # === WHO AND WHEN === #

    def as_user(self, login):
        return self.trade.as_user(login)

    def end_request(self):
        """End what one person did: the chatter notes the changes under that person's name."""
        self.env.cr.flush()

    def later(self, least, most):
        """Return an instant so many working hours later."""
        return self.clock.after(self.clock.instant, self.dice.uniform(least, most))

    def say(self, phrases_, *pick):
        return self.trade.text(phrases_[pick[0]] if pick else self.dice.choice(phrases_))

    def colleague(self, matter):
        desk = FOR_A_FAULT if matter.case.nature in ("fault", "visit") else FOR_THE_REST
        return self.dice.choice(desk)

    # === THE CUSTOMER AND HIS UNIT === #

    def matter(self, case, days=4, customer=None, reserve=1):
        """Choose a customer who has that product for some days, and no other matter with it."""
        texts = case.zh if self.trade.language == "zh" else case.en
        if case.channel == "form" or case.course == "spam":
            return Matter(case, texts, None, self._stranger(case), self._unit(None))
        warranty = self._unit(case.product, days, customer, reserve)
        if hasattr(case, "reason"):
            self.coming_back.add(warranty.move_id.id)
        customer = customer or warranty.partner_id
        if not customer:
            customer = self.trade.customers[self.dice.choice(list(self.trade.customers))]
        self.matters[customer] += 1
        contact = self.trade.contact_of(customer)
        return Matter(case, texts, customer, contact, warranty)

    def _stranger(self, case):
        name, email, name_zh, email_zh = phrases.STRANGERS[case.course == "spam"]
        return Stranger(*self.trade.text(((name, email), (name_zh, email_zh))))

    def _unit(self, product, days=0, customer=None, quantity=1):
        warranties = self.env["aftersales.warranty"]
        if not product:
            return warranties
        domain = [
            ("product_id", "=", self.trade.products[product].id),
            ("id", "not in", list(self.taken)),
            ("move_id", "not in", list(self.coming_back)),
            ("covered_quantity", ">=", quantity),
            ("start_date", "<=", self.clock.before(self.clock.instant, 9 * days).date()),
        ]
        kept = self.trade.customers[HERO]  # whose units are for the tour
        domain.append(
            ("partner_id", "=", customer.id) if customer else ("partner_id", "!=", kept.id)
        )
        found = warranties.search(domain, order="id")
        if not found:
            return warranties
        fewest = min(self.matters[partner] for partner in found.partner_id)
        unit = self.dice.choice(found.filtered(lambda u: self.matters[u.partner_id] == fewest))
        self.taken.add(unit.id)
        return unit

    # === OPENING === #

    def open(self, matter):
        """Let the ticket come in by its channel."""
        channel = matter.case.channel
        if channel == "email":
            matter.ticket = self._open_by_mail(matter)
        elif channel in AT_THE_DESK:
            matter.ticket = self.open_at_the_desk(matter)
        elif channel == "portal":
            matter.ticket = self._open_in_the_portal(matter)
        else:
            matter.ticket = self._open_plainly(matter)
        self.end_request()
        if matter.urgent:
            self.ticket_as("lena.leader", matter).priority = "3"
            self.end_request()

    def _open_by_mail(self, matter):
        team = self.trade.teams["service"]
        thread = self._receive_mail(
            matter,
            matter.subject,
            self._with_serial(matter.report, matter.warranty),
            to=team.alias_full_name or f"aftersales@{team.company_id.name}.example",
            custom_values={"team_id": team.id},
        )
        return self.env["aftersales.ticket"].browse(thread)

    @staticmethod
    def _with_serial(text, warranty):
        return text.replace("{serial}", warranty.lot_id.name or "")

    def _receive_mail(self, matter, subject, text, to, answer_to=None, file=None, **options):
        """Take in a mail as the mail server hands it over."""
        mail = EmailMessage()
        contact = matter.contact
        mail["From"] = formataddr((contact.name, contact.email))
        mail["To"], mail["Subject"] = to, subject
        mail["Date"] = format_datetime(pytz.utc.localize(self.clock.instant))
        mail["Message-Id"] = f"<{self.dice.getrandbits(64):x}@{contact.email.partition('@')[2]}>"
        if answer_to:
            mail["In-Reply-To"] = mail["References"] = answer_to
        mail.set_content(text)
        mail.add_alternative(str(plaintext2html(text)), subtype="html")
        if file:
            content, name = file
            mail.add_attachment(content.encode(), maintype="text", subtype="plain", filename=name)
        return self.take_in(mail, **options).ticket_id.id

    def take_in(self, mail, **options):
        """Store and process a mail in this transaction: no other one sees our tables yet."""
        gateway = self.env(user=self.env.ref("base.user_root").id)["aftersales.intake"]
        intake = gateway.browse(gateway._store(mail.as_bytes(), options)[0])
        intake._process()
        return intake

    def _about(self, matter):
        unit = matter.warranty
        product = unit.product_id or self.trade.products.get(matter.case.product)
        return {
            "category_id": self.trade.category(matter.case.nature).id,
            "product_id": product.id if product else False,
            "lot_id": unit.lot_id.id,
            "sale_order_id": unit.sale_order_id.id,
        }

    def open_at_the_desk(self, matter):
        matter.agent = self.dice.choice(FOR_THE_REST)
        desk = self.as_user(matter.agent)["aftersales.ticket.desk"].create(
            {
                "query": matter.contact.phone,
                "partner_id": matter.contact.id,
                "channel": matter.case.channel,
                "name": matter.subject,
                "description": plaintext2html(matter.report),
                "category_id": self.trade.category(matter.case.nature).id,
                "warranty_id": matter.warranty.id,
            }
        )
        return self.log_call(desk._create_ticket())

    def _open_in_the_portal(self, matter):
        category = self.trade.category(matter.case.nature)
        tickets = self._as_customer(matter)["aftersales.ticket"]
        return tickets._open_once(
            f"demo-{self.dice.getrandbits(64):x}",
            {
                "name": matter.subject,
                "description": plaintext2html(matter.report),
                "partner_id": matter.contact.id,
                "team_id": category.team_id.id,
                "company_id": self.env.company.id,
                **self._about(matter),
            },
        )

    def _open_plainly(self, matter):
        channel = matter.case.channel
        source = {"form": "portal", "api": "rpc", "chat": "web"}[channel]
        login = self.dice.choice(FOR_THE_REST) if channel == "chat" else None
        env = self.as_user(login) if login else self.env
        ticket = env(context={**env.context, "aftersales_source": Source(source)})[
            "aftersales.ticket"
        ].create(
            {
                "name": matter.subject,
                "description": plaintext2html(matter.report),
                "channel": channel,
                **self._who(matter.contact),
                **self._about(matter),
            }
        )
        matter.agent = login or ""
        return ticket

    @staticmethod
    def _who(contact):
        if contact.id:
            return {"partner_id": contact.id}
        return {"partner_name": contact.name, "partner_email": contact.email}

    def follow_up(self, matter, words):
        """The customer opens, in the portal, the ticket that goes on where this one ended."""
        ticket = matter.ticket.with_env(self._as_customer(matter))
        texts = (ticket.name, words, "")
        following = Matter(matter.case, texts, matter.customer, matter.contact, matter.warranty)
        following.ticket = ticket._open_follow_up(f"{self.dice.getrandbits(64):x}", words)
        return following

    def _as_customer(self, matter):
        """Return the environment of the customer's page: his user, or the link in his mail."""
        user = matter.contact.user_ids[:1] or self.env.ref("base.public_user")
        return self.env(
            user=user.id,
            su=True,
            context={
                **self.env.context,
                "aftersales_source": Source("portal"),
            },
        )

    # === WORKING === #

    def ticket_as(self, login, matter):
        return self.as_user(login)["aftersales.ticket"].browse(matter.ticket.id)

    def take(self, matter, agent=None):
        """An agent takes the ticket, and files what came by mail."""
        matter.agent = agent or self.colleague(matter)
        ticket = self.ticket_as(matter.agent, matter)
        if not ticket.has_access("write"):  # of another team: its leader hands it over
            self.assign(matter)
        ticket.action_assign_to_me()
        self.classify(matter)
        self.end_request()
        self._perhaps_a_note(matter)

    def classify(self, matter):
        """File what came by mail, and lower what was rated higher than it is."""
        ticket = self.ticket_as(matter.agent, matter)
        if not ticket.category_id:
            ticket.write(self._about(matter))
        if matter.urgent:
            ticket.priority = "3"
        elif ticket.priority == "2" and self.dice.random() < 0.6:
            ticket.priority = "1"

    def _perhaps_a_note(self, matter):
        if self.dice.random() < 0.3:
            self.note(matter, self.say(phrases.NOTES))

    def assign(self, matter):
        """The leader gives the ticket to somebody who has not begun yet."""
        matter.agent = matter.agent or self.colleague(matter)
        self.ticket_as("lena.leader", matter).user_id = self.trade.users[matter.agent]
        self.end_request()

    def hand_over(self, matter):
        """After-sales takes over what leads to a return."""
        self.ticket_as("lena.leader", matter).write(
            {
                "team_id": self.trade.teams["aftersales"].id,
                "user_id": self.trade.users["sara.specialist"].id,
            }
        )
        matter.agent = "sara.specialist"
        self.end_request()

    def reply(self, matter, text):
        ticket = self.ticket_as(matter.agent, matter)
        ticket.message_post(
            body=self._letter(matter, text),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _letter(self, matter, text):
        names = {"name": matter.contact.name, "agent": self.trade.users[matter.agent].name}
        if self.trade.language == "zh":
            frame = Markup("<p>%(name)s，您好：</p><p>%(text)s</p><p>%(agent)s</p>")
        else:
            frame = Markup("<p>Hello %(name)s,</p><p>%(text)s</p><p>Kind regards<br/>%(agent)s</p>")
        return frame % {**names, "text": text}

    def note(self, matter, text):
        self.ticket_as(matter.agent, matter).message_post(
            body=text,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )

    def questions(self, matter):
        """Return what to ask about the product, and the answer to expect."""
        ask, answer = self.dice.choice(
            phrases.QUESTIONS.get(matter.case.product, phrases.QUESTIONS[""])
        )
        return self.trade.text(ask), self.trade.text(answer)

    def log_file(self, matter):
        return phrases.LOG_FILE if matter.case.product == "router" else None

    def answer(self, matter, text, file=None):
        """The customer answers: by mail, or in the portal where he opened the ticket."""
        ticket = matter.ticket
        if matter.case.channel in ("portal", "form"):
            ticket.with_env(self._as_customer(matter)).message_post(
                body=text,
                author_id=matter.contact.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            return
        last = ticket.message_ids.filtered(lambda m: m.message_type in ("comment", "email"))[:1]
        team = ticket.team_id
        self._receive_mail(
            matter,
            f"Re: {ticket.name}",
            text,
            to=team.alias_full_name or f"aftersales@{self.env.company.name}.example",
            answer_to=last.message_id or ticket.message_ids[-1:].message_id,
            file=file,
        )

    def wait(self, matter, stage="customer", reason=None):
        ticket = self.ticket_as(matter.agent, matter)
        values = {"stage_id": self.env.ref(f"aftersales_addon.stage_waiting_{stage}").id}
        ticket.write(values | ({"waiting_reason": reason} if reason else {}))

    def resume(self, matter):
        self.ticket_as(matter.agent, matter).action_resume()
        self.end_request()

    def resolve(self, matter):
        self.ticket_as(matter.agent, matter).action_resolve()

    def close(self, matter):
        self.ticket_as(matter.agent, matter).action_close()

    def close_in_silence(self, matter):
        """What the hourly job does, which would store its work at once."""
        ticket = matter.ticket.with_user(self.env.ref("base.user_root")).with_context(
            aftersales_source=Source("cron"), aftersales_close_reason=Source("silence")
        )
        ticket.sudo()._move_to("closed")  # sudo: as the job does

    def confirm(self, matter):
        matter.ticket.with_env(self._as_customer(matter))._confirm_solved(matter.contact)

    def cancel(self, matter, reason):
        wizard = self.as_user(matter.agent)["aftersales.ticket.cancel"].create(
            {"ticket_ids": [Command.set(matter.ticket.ids)], "cancel_reason": reason}
        )
        wizard.action_cancel_tickets()

    def next_score(self):
        return next(self.scores)

    def rate(self, matter, score):
        """The customer follows the link in the mail that told him of the closing."""
        ticket = matter.ticket.with_env(self._as_customer(matter))
        token = ticket._rating_get_access_token()
        ticket.rating_apply(score, token=token, feedback=self.say(phrases.RATINGS[score]))

    def plan_activity(self, ticket, kind, days):
        """Plan something for the one in charge, so many days from now; before it: overdue."""
        ticket = ticket.with_env(self.as_user(ticket.user_id.login))
        xmlid = "mail.mail_activity_data_call" if kind == "call" else "mail.mail_activity_data_todo"
        ticket.activity_schedule(
            xmlid,
            fields.Date.add(fields.Date.context_today(ticket), days=days),
            summary=self.say(phrases.ACTIVITIES[kind]),
            user_id=ticket.env.uid,
        )
