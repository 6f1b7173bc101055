from odoo import SUPERUSER_ID, models

from ..ticket.event_mixin import Source


class AftersalesIntake(models.Model):
    """What a mail leaves on its ticket: its text, its files, and what the desk must know of it."""

    _inherit = "aftersales.intake"

    def _post(self, message, parsed, ticket, author, values=None, automatic=False):
        """Return the ticket, new when none is given, with the mail on it."""
        colleague = author.user_ids.filtered(lambda user: user._is_internal())[:1]
        self._leave_out_parent(parsed, ticket)
        if automatic:  # for the desk only: the customer's machine would answer in turn
            parsed.pop("parent_id", None)
            parsed["is_internal"] = True
        alias = self.env["mail.alias"]  # the sender is not told what is wrong with ours
        route = (
            "aftersales.ticket", ticket.id, values or {}, colleague.id or SUPERUSER_ID, alias,
        )  # fmt: skip
        gateway = self.env["mail.thread"].with_context(
            aftersales_source=Source("mail"),
            aftersales_automatic=Source("yes" if automatic else ""),
            aftersales_authentication=Source(self.authentication or "none"),
        )
        # What Odoo would look for now in `_message_parse_post_process` is known, and is not its guess.
        parsed |= {"author_id": author.id, "partner_ids": []}
        return ticket.browse(gateway._message_route_process(message, parsed, [route]))

    def _leave_out_parent(self, parsed, ticket):
        """Forget the message that a mail quotes where Odoo would tell its author of the mail.

        Who writes chooses what is quoted: it may be another ticket's, or a former customer's.
        """
        parent = self.env["mail.message"].browse(parsed.get("parent_id"))
        elsewhere = (parent.model, parent.res_id) != (ticket._name, ticket.id)
        author = parent.author_id
        if elsewhere:
            parsed.pop("is_internal", None)
        if elsewhere or (author.partner_share and not ticket._is_participant(author)):
            parsed.pop("parent_id", None)

    def _strips_files(self):
        """Return whether the mail server it was fetched from is set not to keep attachments."""
        return bool((self.options or {}).get("strip_attachments"))

    def _note_on(self, ticket, plain):
        """Tell the desk what it must know about the mail that it reads."""
        notes = []
        if self.authentication == "fail":
            notes.append(
                self.env._(
                    "Your mail server says that this mail does not come from %s. Do not act on"
                    " it before you have asked the customer.",
                    self.sender or self.email_from,
                )
            )
        files = self.env["ir.attachment"]
        if plain:
            notes.append(self._note_on_rebuilt(plain))
        if plain and not self._strips_files():
            files = self.raw_id.copy({"res_model": ticket._name, "res_id": ticket.id})
            if plain.left_out:
                notes.append(
                    self.env._("Too big or too many to keep: %s", ", ".join(plain.left_out[:20]))
                )
        if notes:
            ticket._message_log(body="\n".join(notes), attachment_ids=files.ids)

    def _note_on_rebuilt(self, plain):
        """Return what is left of a mail that could not be shown as it came."""
        if self._strips_files():
            if plain.kept_text:
                return self.env._("The mail could not be shown as it came. Its text is kept.")
            return self.env._(
                "The mail could not be shown as it came. Its text is too long: only the"
                " beginning is kept."
            )
        if plain.kept_text:
            return self.env._(
                "The mail could not be shown as it came. Its text is kept; the mail as it"
                " came is attached here."
            )
        return self.env._(
            "The mail could not be shown as it came. Its text is too long: only the"
            " beginning is kept; the mail as it came is attached here."
        )

    def _note_other_teams(self, ticket, aliases):
        """Tell who else of us has been written to, since they get no ticket of their own."""
        teams = self._team(aliases) - ticket.team_id if len(aliases) > 1 else None
        if teams:
            ticket._message_log(
                body=self.env._(
                    "This mail was also sent to %s. It has no other ticket: tell them if it"
                    " concerns them.",
                    ", ".join(teams.mapped("display_name")),
                )
            )
