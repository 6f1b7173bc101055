from odoo import fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    aftersales_received_at = fields.Datetime(
        string="Received by the Customer",
        copy=False,
        help="When the customer had the goods. Left empty, it is taken to be the dispatch plus the"
        " days of transit of the route or the warehouse.",
    )
    aftersales_received_by = fields.Selection(
        selection=[("carrier", "Carrier"), ("customer", "Customer"), ("staff", "Staff")],
        string="Told by",
        copy=False,
    )
    aftersales_to_customer = fields.Boolean(compute="_compute_aftersales_to_customer")

    def _compute_aftersales_to_customer(self):
        for picking in self:
            picking.aftersales_to_customer = (
                picking.state == "done" and picking.location_dest_id.usage == "customer"
            )

    def write(self, vals):
        if vals.get("aftersales_received_at"):
            self._aftersales_check_received(vals["aftersales_received_at"])
            vals = {"aftersales_received_by": "staff", **vals}
        result = super().write(vals)
        if "aftersales_received_at" in vals:
            self.move_ids._aftersales_follow_receipt()
        return result

    def _aftersales_set_received(self, at, by):
        """Put on record when the customer had the goods, as a carrier, the customer or staff says.

        :param datetime at: naive UTC
        :param str by: a key of ``aftersales_received_by``
        """
        # sudo: stock.picking - these two fields only; the warranties of the goods follow
        self.sudo().write({"aftersales_received_at": at, "aftersales_received_by": by})

    def _aftersales_check_received(self, at):
        at = fields.Datetime.to_datetime(at)
        if at > fields.Datetime.now():
            raise UserError(self.env._("Goods cannot have been received at a time to come."))
        for picking in self:
            if not picking.aftersales_to_customer:
                raise UserError(
                    self.env._("%s has not taken goods to a customer yet.", picking.display_name)
                )
