import math

from odoo import Command
from odoo.exceptions import ValidationError

LIMIT = 1e9  # more than anybody sells; a slip of the keyboard or an attack


def checked(env, value, positive=False):
    """Return the quantity as a number, or refuse what is none.

    NaN and infinity have to be met before a field tries to round them.

    :param bool positive: whether to refuse zero and less, with the digits of the database
    """
    try:
        number = float(value or 0)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or abs(number) >= LIMIT:
        raise ValidationError(
            env._("“%s” is not a quantity that can be returned: enter a plain number.", value)
        )
    if positive and float(text(env, number)) <= 0:
        raise ValidationError(env._("Enter how much comes back: more than zero."))
    return number


def checked_commands(env, commands, positive=False):
    """Return the commands for a list of lines with each ``quantity`` checked.

    Odoo rounds the numbers of new lines already while it prepares the record above them.
    """
    return [
        (
            *command[:2],
            command[2] | {"quantity": checked(env, command[2]["quantity"], positive=positive)},
        )
        if command[0] in (Command.CREATE, Command.UPDATE) and "quantity" in command[2]
        else command
        for command in commands
    ]


def text(env, quantity):
    """Return the quantity with the digits of the database, for people and for events."""
    digits = env["decimal.precision"].precision_get("Product Unit")
    return f"{quantity:.{digits}f}"
