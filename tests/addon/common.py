"""What the tests of the addon share: a service desk, its people and a customer."""

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

SERVICE = "aftersales_addon"


class ServiceCase(TransactionCase):
    """A team with an agent and a leader, a customer company with a contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.env.company.email = "office@trader.example"
        cls.agent = cls.new_user("agent")
        cls.leader = cls.new_user("leader")
        cls.supervisor = cls.new_user("supervisor")
        cls.administrator = cls.new_user("administrator")
        cls.auditor = cls.new_user("auditor")
        cls.team = cls.env["aftersales.team"].create(
            {
                "name": "Support",
                "alias_name": "test-support",
                "leader_id": cls.leader.id,
                "member_ids": [Command.link(cls.agent.id)],
            }
        )
        cls.company_customer = cls.env["res.partner"].create(
            {
                "name": "Bright Ltd",
                "is_company": True,
                "email": "info@bright.example",
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Ann Bright",
                "email": "ann@bright.example",
                "phone": "+44 20 7946 0123",
                "parent_id": cls.company_customer.id,
            }
        )
        cls.stranger = cls.env["res.partner"].create(
            {
                "name": "Sam Stranger",
                "email": "sam@stranger.example",
            }
        )

    @classmethod
    def new_user(cls, role, **values):
        """Return a user whose login is the role, of the group of that name."""
        login = values.pop("login", f"test_{role}")
        return new_test_user(
            # a mail that invites each user takes as long as making him
            cls.env(context={**cls.env.context, "no_reset_password": True}),
            login,
            groups=f"base.group_user,{SERVICE}.group_{role}",
            name=values.pop("name", role.title()),
            email=f"{login}@trader.example",
            **values,
        ).with_env(cls.env)

    @classmethod
    def new_ticket(cls, user=None, **values):
        tickets = cls.env["aftersales.ticket"]
        if user:
            tickets = tickets.with_user(user)
        return tickets.create(
            {
                "name": "Printer does not start",
                "partner_id": cls.customer.id,
                "team_id": cls.team.id,
                **values,
            }
        )

    @classmethod
    def events(cls, ticket):
        """Return the events of the ticket in the order they happened."""
        return (
            cls.env["aftersales.event"]
            .sudo()
            .search([("ticket", "=", ticket.id)], order="occurred_at, id")
        )

    @classmethod
    def event_types(cls, ticket):
        return cls.events(ticket).mapped("type")

    @classmethod
    def wait_for_customer(cls, ticket):
        """Let the ticket wait; the customer was told so on the phone."""
        ticket._log_contact(note="Asked for the serial number")
        ticket.action_wait()
