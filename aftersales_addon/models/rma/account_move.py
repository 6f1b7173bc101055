from odoo import api, fields, models
from odoo.tools import float_repr

from .link import own_links

LINKS = ("aftersales_rma_id",)


class AccountMove(models.Model):
    _inherit = "account.move"

    aftersales_rma_id = fields.Many2one(
        comodel_name="aftersales.rma",
        string="Return",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [own_links(self, vals, LINKS, removing=False) for vals in vals_list]
        if "aftersales_reversal" in self.env.context:
            # Odoo's copy calls this on the invoice, whose entry would be computed along with it.
            return super(AccountMove, self.browse()).create(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        vals = own_links(self, vals, LINKS)
        if vals == {"line_ids": []} and "aftersales_reversal" in self.env.context:
            return True  # what Odoo's reversal ends with would compute the whole entry once more
        if "state" not in vals:
            return super().write(vals)
        # sudo: account.move - only which belong to a return, and their state before
        before = {move: move.state for move in self.sudo() if move.aftersales_rma_id}
        result = super().write(vals)
        for move, state in before.items():
            move._aftersales_state_changed(state)
        return result

    def _reverse_moves(self, default_values_list=None, cancel=False):
        if (
            not self
        ):  # Odoo's wizard reverses those to be reconciled and the others, if there are any
            return self
        return super()._reverse_moves(default_values_list, cancel)

    def unlink(self):
        # sudo: aftersales.rma - accounting need not read returns; their case file shall know
        for move in self.sudo().filtered(lambda m: m.aftersales_rma_id and m.state != "cancel"):
            move._aftersales_record_undone("deleted")
        return super().unlink()

    def _post(self, soft=True):
        # sudo: aftersales.rma - compared with the goods that came back
        for move in self.sudo().filtered("aftersales_rma_id"):
            move.aftersales_rma_id._check_refund(move)
            move.aftersales_rma_id._check_amounts()
        return super()._post(soft)

    def _aftersales_state_changed(self, before):
        """Tell the return what accounting did with its credit note."""
        self.ensure_one()
        if self.state == before:
            return
        if self.state == "posted":
            rma = self.aftersales_rma_id
            if self.move_type == "out_refund":
                rma._record("refund_posted", number=rma.number, **self._aftersales_facts())
            else:  # the customer pays the difference
                rma._record(
                    "note", what="difference", number=rma.number, **self._aftersales_facts()
                )
        elif before == "posted" or self.state == "cancel":
            self._aftersales_record_undone(self.state)

    def _aftersales_record_undone(self, now):
        rma = self.aftersales_rma_id
        rma._record(
            "corrected",
            what="credit_note",
            was=self.state if now == "deleted" else "",
            now=now,
            number=rma.number,
            **self._aftersales_facts(),
        )

    def _aftersales_facts(self):
        return {
            "document": self.name or "",
            "move": self.id,
            "amount": float_repr(self.amount_total, self.currency_id.decimal_places),
            "currency": self.currency_id.name,
        }
