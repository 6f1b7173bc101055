import math

from odoo import Command
from odoo.exceptions import ValidationError

LIMIT = 1e9  # more than anybody sells; a slip of the keyboard or an attack
PRICE_LIMIT = 1e12
PRICES = frozenset({"reduction_price", "exchange_price"})


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


def checked_price(env, value):
    """Return the price as a number, or refuse what is none."""
    try:
        number = float(value or 0)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number < PRICE_LIMIT:  # NaN is neither
        raise ValidationError(env._("“%s” is not a price: enter an amount of zero or more.", value))
    return number


def checked_values(env, vals, positive=False):
    """Return the values of a line with its quantities and prices checked."""
    result = dict(vals)
    for name in vals.keys() & {"quantity", "exchange_quantity", *PRICES}:
        if name in PRICES:
            result[name] = checked_price(env, vals[name])
        else:
            result[name] = checked(env, vals[name], positive=positive and name == "quantity")
    return result


def checked_commands(env, commands, positive=False):
    """Return the commands for a list of lines with their numbers checked.

    Odoo rounds the numbers of new lines already while it prepares the record above them.
    """
    return [
        (*command[:2], checked_values(env, command[2], positive=positive))
        if command[0] in (Command.CREATE, Command.UPDATE)
        else command
        for command in commands
    ]


def text(env, quantity):
    """Return the quantity with the digits of the database, for people and for events."""
    digits = env["decimal.precision"].precision_get("Product Unit")
    return f"{quantity:.{digits}f}"
