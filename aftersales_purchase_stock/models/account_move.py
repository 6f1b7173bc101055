from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import float_repr

from odoo.addons.aftersales_addon.models.rma.link import own_links

LINKS = ("aftersales_vendor_claim_id",)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    aftersales_vendor_claim_id = fields.Many2one(
        comodel_name="aftersales.vendor.claim",
        string="Vendor Claim",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([own_links(self, vals, LINKS, removing=False) for vals in vals_list])

    def write(self, vals):
        return super().write(own_links(self, vals, LINKS))

    def _aftersales_key(self):
        return *super()._aftersales_key(), self.purchase_line_id


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        # sudo: aftersales.vendor.claim - accounting need not read claims; their case file shall know
        before = {
            move: move.state for move in self.sudo() if move.line_ids.aftersales_vendor_claim_id
        }
        result = super().write(vals)
        for move, state in before.items():
            if move.state != state:
                lines = move.invoice_line_ids
                amounts = {line: line.price_subtotal for line in lines}
                move._aftersales_tell_vendor_claims(amounts, move.state)
        return result

    def _aftersales_is_followed(self):
        # sudo: aftersales.vendor.claim - only whether there is one
        return super()._aftersales_is_followed() or bool(
            self.sudo().line_ids.aftersales_vendor_claim_id
        )

    def _aftersales_tell_standing(self, changes):
        reverses = sum(changes.values()) < 0
        amounts = {line: line.price_subtotal * abs(change) for line, change in changes.items()}
        self._aftersales_tell_vendor_claims(amounts, "reversed" if reverses else self.state)
        return super()._aftersales_tell_standing(changes)

    def _aftersales_tell_vendor_claims(self, amounts, now):
        """Tell the claims what accounting did with the vendor's credit note.

        :param dict amounts: by line, for how much it was done
        """
        self.ensure_one()
        by_claim = defaultdict(float)
        for line, amount in amounts.items():
            by_claim[line.aftersales_vendor_claim_id] += amount
        for claim, amount in by_claim.items():
            claim._record_claim(
                f"credit_{now}",
                document=self.name or "",
                amount=float_repr(amount, self.currency_id.decimal_places),
                currency=self.currency_id.name,
            )
