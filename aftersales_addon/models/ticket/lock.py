from odoo.tools import SQL


def claim(records):
    """Let nobody else decide on these records, or record, at the same time.

    A mere lock is not enough: a session that read before us and locks after us would still
    add up the old rows. This update changes nothing, but PostgreSQL makes that session fail
    and Odoo tries it again, this time with our rows in sight.
    """
    if not records.ids:
        return
    table = SQL.identifier(records._table)
    records.env.cr.execute(
        SQL(
            """
        UPDATE %(table)s SET write_date = write_date
         WHERE id IN (SELECT id FROM %(table)s WHERE id IN %(ids)s
                      ORDER BY id FOR NO KEY UPDATE)
        """,
            table=table,
            ids=tuple(records.ids),
        )
    )
