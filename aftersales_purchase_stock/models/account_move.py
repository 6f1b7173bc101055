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
                move._aftersales_tell_vendor_claims(move.state)
        return result

    def _aftersales_is_followed(self):
        # sudo: aftersales.vendor.claim - only whether there is one
        return super()._aftersales_is_followed() or bool(
            self.sudo().line_ids.aftersales_vendor_claim_id
        )

    def _aftersales_tell_standing(self, reverses):
        self._aftersales_tell_vendor_claims("reversed" if reverses else self.state)
        return super()._aftersales_tell_standing(reverses)

    def _aftersales_tell_vendor_claims(self, now):
        """Tell the claims what accounting did with the vendor's credit note."""
        self.ensure_one()
        for claim in self.line_ids.aftersales_vendor_claim_id:
            lines = self.line_ids.filtered(
                lambda line, claim=claim: line.aftersales_vendor_claim_id == claim
            )
            claim._record_claim(
                f"credit_{now}",
                document=self.name or "",
                amount=float_repr(
                    sum(lines.mapped("price_subtotal")), self.currency_id.decimal_places
                ),
                currency=self.currency_id.name,
            )
