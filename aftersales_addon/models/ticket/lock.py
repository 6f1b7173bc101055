from collections import defaultdict

from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

_CLAIMED = "aftersales_claimed"  # in the cursor's cache: ids by table


def claim(records, wait=True):
    """Let nobody else decide on these records, or record, at the same time.

    A mere lock is not enough: a session that read before us and locks after us would still
    add up the old rows. This update changes nothing, but PostgreSQL makes that session fail
    and Odoo tries it again, this time with our rows in sight. What is claimed stays so for the
    transaction; where Odoo undoes a part of it, it clears this note along with its caches.

    :param bool wait: whether to wait for whoever is at work on them
    :raise ConcurrencyError: somebody is, and we do not wait: Odoo tries again
    """
    claimed = _claimed(records)
    ids = tuple(id_ for id_ in records.ids if id_ not in claimed)
    if not ids:
        return
    cr = records.env.cr
    cr.execute(
        SQL(
            """
        UPDATE %(table)s SET write_date = write_date
         WHERE id IN (SELECT id FROM %(table)s WHERE id IN %(ids)s
                      ORDER BY id FOR NO KEY UPDATE%(skip)s)
        """,
            table=SQL.identifier(records._table),
            ids=ids,
            skip=SQL() if wait else SQL(" SKIP LOCKED"),
        )
    )
    if not wait and cr.rowcount != len(set(ids)):
        raise ConcurrencyError(
            records.env._("Somebody else is at work on this. Try again in a moment.")
        )
    claimed.update(ids)


def claim_new(records):
    """Note that these records are ours alone: nobody else can see what we have just created."""
    _claimed(records).update(records.ids)


def _claimed(records):
    return records.env.cr.cache.setdefault(_CLAIMED, defaultdict(set))[records._table]
