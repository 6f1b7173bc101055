from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .rma_flow import SPECIALIST

LEADER, SUPERVISOR = "aftersales_addon.group_leader", "aftersales_addon.group_supervisor"
TO_APPROVE = "aftersales_addon.mail_activity_type_approval"
# Within so many days, what one person approved on one order counts together.
TOGETHER_DAYS = 30
EXCHANGE = {"exchange_product_id", "exchange_quantity", "exchange_agreed", "exchange_price"}


class AftersalesRma(models.Model):
    """Who approves a return: the more the goods are worth, the higher the role.

    Above the limit of a specialist, nobody decides alone on what they asked for themselves.
    What one person approves on one order counts together, so that no return is split up to
    stay below the limit; what somebody else approved has been looked at by another pair of eyes.
    """

    _inherit = "aftersales.rma"

    currency_id = fields.Many2one(related="company_id.currency_id")
    requester_ids = fields.Many2many(
        comodel_name="res.users",
        relation="aftersales_rma_requester_rel",
        string="Requested by",
        readonly=True,
        copy=False,
        help="Who opened the return or changed what is asked for.",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    goods_value = fields.Monetary(
        string="Value of the Goods",
        compute="_compute_goods_value",
        compute_sudo=True,
        help="What the customer paid or is to pay for what is returned, taxes included, and what an"
        " agreed price gives away of other goods.",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    @api.depends("line_ids.product_quantity", "line_ids.sale_line_id", "company_id")
    def _compute_goods_value(self):
        for rma in self:
            rma.goods_value = sum(line._goods_value() for line in rma.line_ids)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        rmas = super().create(vals_list)
        rmas._note_requester()
        rmas._ask_for_approval()
        return rmas

    def write(self, vals):
        result = super().write(vals)
        if "type_id" in vals:
            self._note_requester()
            self._ask_for_approval()
        return result

    def _is_protected(self, name):
        return name == "requester_ids" or super()._is_protected(name)

    def _note_requester(self):
        """Remember who asked; whoever raises a quantity has asked for it as well."""
        # sudo: aftersales.rma - a customer asks, too, and may write nothing else
        self.sudo()._transition().write({"requester_ids": [fields.Command.link(self.env.uid)]})

    # === PREDICATES === #

    def _cannot_approve(self):
        return super()._cannot_approve() or self._needs_other_approver(self.env.user)

    def _approval_limit(self, others=()):
        """Return the limit that the goods exceed, and the role that approves above it.

        :param others: returns that count together with this one
        :rtype: tuple[float, str]: 0 and the specialist's group where no limit is exceeded
        """
        self.ensure_one()
        company, currency = self.company_id, self.currency_id
        for limit, group in (
            (company.aftersales_leader_limit, SUPERVISOR),
            (company.aftersales_specialist_limit, LEADER),
        ):
            if limit and currency.compare_amounts(self._value_with(others), limit) > 0:
                return limit, group
        return 0, SPECIALIST

    def _has_limits(self):
        company = self.company_id
        return bool(company.aftersales_specialist_limit or company.aftersales_leader_limit)

    def _approved_together(self, user):
        """Return the other returns on the same orders that this user approved lately."""
        self.ensure_one()
        if not self._has_limits():
            return self.browse()
        since = fields.Datetime.now() - timedelta(days=TOGETHER_DAYS)
        on_orders = self.line_ids.order_id.order_line.aftersales_return_line_ids.rma_id
        return on_orders.filtered(
            lambda rma: (
                rma != self
                and rma.decision == "approved"
                and rma.decided_by_id == user
                and rma.decided_at >= since
            )
        )

    def _needs_other_approver(self, user):
        """Return why this user may not decide on that amount, or an empty string."""
        # sudo: aftersales.rma, res.company - the limits bind whoever decides
        rma = self.sudo()
        limit, group = rma._approval_limit()
        if not limit:
            return rma._needs_other_after(user)
        facts = rma._limit_facts(limit, group)
        if not user.has_group(group):
            return self.env._(
                "The goods are worth %(amount)s, more than %(limit)s: a %(role)s has to approve"
                " this return.",
                **facts,
            )
        if user in rma.requester_ids:
            return self.env._(
                "The goods are worth %(amount)s, more than %(limit)s, and you asked for this"
                " return yourself: another %(role)s has to approve it.",
                **facts,
            )
        return rma._needs_other_after(user)

    def _needs_other_after(self, user):
        """Return why what this user approved on the order leaves no more of it to them, or nothing."""
        others = self._approved_together(user)
        limit, group = self._approval_limit(others) if others else (0, SPECIALIST)
        if not limit or (user.has_group(group) and user not in self.requester_ids):
            return ""
        return self.env._(
            "You approved %(numbers)s on the same order within %(days)s days: together the goods"
            " are worth %(amount)s, more than %(limit)s. Another colleague, or a %(role)s, has to"
            " approve this return.",
            numbers=", ".join(others.sorted("id").mapped("number")),
            days=TOGETHER_DAYS,
            **self._limit_facts(limit, group, others),
        )

    def _value_with(self, others):
        return self.goods_value + sum(rma.goods_value for rma in others)

    def _limit_facts(self, limit, group, others=()):
        return {
            "amount": self.currency_id.format(self._value_with(others)),
            "limit": self.currency_id.format(limit),
            "role": self.env.ref(group).name,
        }

    def _check_not_dearer(self, approved):
        """Refuse to make of what was approved for some amount what this user may not approve."""
        # sudo: aftersales.rma - what it is worth now
        dearer = self.currency_id.compare_amounts(self.sudo().goods_value, approved) > 0
        if dearer and not self.env.su and (reason := self._needs_other_approver(self.env.user)):
            raise UserError(reason)

    def _approval_facts(self):
        """Return what the approval was judged by, for its event; a limit of 0 is none."""
        limit, group = self._approval_limit()
        digits = self.currency_id.decimal_places
        return {
            "role": group.rpartition("group_")[2],
            "amount": f"{self.goods_value:.{digits}f}",
            "limit": f"{limit:.{digits}f}",
            "currency": self.currency_id.name,
        }

    # === ASKING === #

    def _decide(self, decision, **vals):
        result = super()._decide(decision, **vals)
        # sudo: mail.activity - what was asked of anybody is answered
        self.sudo().activity_unlink([TO_APPROVE])
        return result

    def _ask_for_approval(self):
        """Ask somebody who may approve, where the requester may not."""
        # sudo: res.users, mail.activity - whom to ask does not depend on who asks
        for rma in self.sudo().filtered(lambda rma: rma.decision == "requested"):
            if rma._may_decide(self.env.user):
                continue
            asked = rma.activity_search([TO_APPROVE]).user_id
            if any(rma._may_decide(user) for user in asked):
                continue
            approver = rma._approver()
            rma.with_context(lang=approver.lang, mail_activity_quick_update=True).activity_schedule(
                TO_APPROVE, user_id=approver.id
            )

    def _may_decide(self, user):
        """Return whether the user's role suffices for these goods, and sees the return."""
        return (
            user.has_group(SPECIALIST)
            and not self._needs_other_approver(user)
            and self.company_id in user.company_ids
            and self.with_user(user)
            .with_context(allowed_company_ids=self.company_id.ids)
            .has_access("write")
        )

    def _approver(self):
        """Return whom to ask: the team's leader, else of the team, else whoever may."""
        group = self.env.ref(self._approval_limit()[1])
        team = self.ticket_id.team_id
        root = self.env.ref("base.user_root")
        able = group.all_user_ids.filtered(lambda user: user.active and user != root)
        for users in (team.leader_id & able, team.member_ids & able, able):
            if approver := next(filter(self._may_decide, users), None):
                return approver
        return team.leader_id or self.env.ref("base.user_admin")


class AftersalesRmaLine(models.Model):
    _inherit = "aftersales.rma.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._ask_again()
        return lines

    def write(self, vals):
        # sudo: aftersales.rma - the limits bind whoever decides
        approved = self.sudo().rma_id.filtered(
            lambda rma: vals.keys() & EXCHANGE and rma.decision == "approved"
        )
        amounts = {rma: rma.goods_value for rma in approved}
        result = super().write(vals)
        for rma, amount in amounts.items():
            rma.sudo(self.env.su)._check_not_dearer(amount)
        if vals.keys() & {"move_id", "quantity", "uom_id", "product_id", *EXCHANGE}:
            self._ask_again()
        return result

    def _ask_again(self):
        """Whoever changes what is asked for is a requester, and may exceed a limit with it."""
        # sudo: aftersales.rma - a customer asks, too, and may write nothing else
        rmas = self.rma_id.sudo().filtered("requester_ids").sudo(self.env.su)
        rmas._note_requester()
        rmas._ask_for_approval()

    def _goods_value(self):
        """Return what the customer paid for the goods, else is to pay, in company currency."""
        self.ensure_one()
        return self.product_quantity * self._unit_value()

    def _unit_value(self):
        invoiced = self._invoice_lines()
        if quantity := sum(map(self._in_product_unit, invoiced)):
            return sum(line.price_total / line.currency_rate for line in invoiced) / quantity
        order_line = self.sale_line_id
        ordered = (
            order_line.product_uom_id._compute_quantity(
                order_line.product_uom_qty, self.product_uom_id, round=False
            )
            if order_line
            else 0
        )
        if ordered:
            return order_line.price_total / ordered / (order_line.order_id.currency_rate or 1)
        return self._list_price(self.product_id)

    def _list_price(self, product):
        """Return what a product costs without any agreement, in company currency."""
        product = product.with_company(self.company_id)
        return self._in_company_currency(product.lst_price, product.currency_id)

    def _in_company_currency(self, amount, currency):
        company, today = self.company_id, fields.Date.context_today(self)
        return currency._convert(amount, company.currency_id, company, today)
