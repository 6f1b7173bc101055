from odoo.exceptions import UserError


class Link(int):
    """The id of a record of ours in values that our own methods made.

    Split, copied and procured documents come to be with the rights of whoever works on them, who
    could hand in the same values: by RPC only plain numbers arrive.
    """

    @classmethod
    def to(cls, record):
        """Return the link to a record, False for none."""
        return cls(record.id) if record else False


def own_links(records, vals, names, removing=True):
    """Return the values for ``create`` or ``write``; refuse links that somebody set by hand.

    :param names: of the fields that only our own methods fill
    :param bool removing: whether an empty value takes a link away
    """
    links = {name: vals[name] for name in names if name in vals}
    if not links:
        return vals
    if not records.env.su:
        forged = sorted(
            name
            for name, value in links.items()
            if not isinstance(value, Link) and (value or removing)
        )
        if forged:
            raise UserError(
                records.env._(
                    "%(fields)s cannot be set by hand: use the buttons, so that the change is"
                    " put on record.",
                    fields=", ".join(
                        records._fields[name]._description_string(records.env) for name in forged
                    ),
                )
            )
    plain = {name: int(v) if isinstance(v, Link) else v for name, v in links.items()}
    return vals | plain
