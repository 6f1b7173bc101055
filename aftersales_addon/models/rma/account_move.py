from odoo import api, fields, models
from odoo.tools import float_repr

from .link import own_links

LINKS = ("aftersales_rma_id",)
INVOICES = ("out_invoice", "in_invoice")
CREDIT_NOTES = ("out_refund", "in_refund")


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
        if "aftersales_reversal" in self.env.context:
            if vals == {"line_ids": []}:
                return True  # what Odoo's reversal ends with would compute the entry once more
            if vals.keys() == {"is_manually_modified"}:  # and so would what its creation ends with
                return super(AccountMove, self.with_context(skip_invoice_sync=True)).write(vals)
        if "state" not in vals:
            return super().write(vals)
        # sudo: account.move - only which belong to a return, and their state before
        before = {move: move.state for move in self.sudo() if move.aftersales_rma_id}
        # sudo: account.move - how much of them stands, whoever reverses them
        stood = {move: move._aftersales_standing() for move in self.sudo()._aftersales_reverses()}
        result = super().write(vals)
        for move, state in before.items():
            move._aftersales_state_changed(state)
        for move, standing in stood.items():
            move._aftersales_standing_changed(standing)
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
        # sudo: account.move - how much of them stands, whoever deletes what reverses them
        reversed_moves = self.sudo()._aftersales_reverses() - self
        stood = {move: move._aftersales_standing() for move in reversed_moves}
        result = super().unlink()
        for move, standing in stood.items():
            move._aftersales_standing_changed(standing)
        return result

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

    # === REVERSED === #

    def _aftersales_takes_back(self):
        """Return whether the document takes back a credit note: neither charges nor credits goods.

        Nor does what reverses such a document: the credit note stands again.
        """
        self.ensure_one()
        origin = self.reversed_entry_id
        return bool(origin) and (
            origin.move_type in CREDIT_NOTES or origin._aftersales_takes_back()
        )

    def _aftersales_reverses(self):
        """Return the documents of the desk that these reverse, be it by what reverses a reversal."""
        seen = origins = self.reversed_entry_id
        while origins := origins.reversed_entry_id - seen:
            seen |= origins
        return seen.filtered(lambda move: move._aftersales_is_followed())

    def _aftersales_is_followed(self):
        """Return whether the desk goes by what becomes of this document."""
        self.ensure_one()
        return bool(self.aftersales_rma_id)

    def _aftersales_standing(self):
        """Return how much of each line stands, to tell whether that has changed."""
        return {line: line._aftersales_standing() for line in self.invoice_line_ids}

    def _aftersales_standing_changed(self, before):
        """Let the desk follow what accounting reversed, or put in force again."""
        self.ensure_one()
        now = self._aftersales_standing()
        if now == before:
            return
        self.invoice_line_ids.modified(["parent_state"])
        changes = {line: now[line] - before.get(line, 0) for line in now}
        self._aftersales_tell_standing({line: change for line, change in changes.items() if change})

    def _aftersales_tell_standing(self, changes):
        """Put on record that lines were taken back, or stand again, and hold them to their limits.

        :param dict changes: by line, how much more of it stands, negative for less
        """
        rma, reverses = self.aftersales_rma_id, sum(changes.values()) < 0
        rma._record(
            "corrected",
            what="credit_note",
            was="" if reverses else "reversed",
            now="reversed" if reverses else self.state,
            number=rma.number,
            **self._aftersales_facts(),
        )
        if rma and not reverses and self.state == "posted":
            rma._check_refund(self)
            rma._check_amounts()

    # === RECORD === #

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

    def _aftersales_typed_lines(self):
        """Return the lines that somebody entered, in the order in which Odoo copies them."""
        return self.line_ids.filtered(lambda line: line.display_type == "product").sorted("id")

    def _aftersales_facts(self):
        return {
            "document": self.name or "",
            "move": self.id,
            "amount": float_repr(self.amount_total, self.currency_id.decimal_places),
            "currency": self.currency_id.name,
        }
