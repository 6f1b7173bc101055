import json
import logging
from datetime import datetime, timezone
from pathlib import Path

from odoo.tools import SQL, config

_logger = logging.getLogger(__name__)


def uninstall_hook(env):
    """Keep the ledger as a file before its tables go, and drop the trigger's function."""
    _export_ledger(env)
    _drop_own_references(env)
    env["ir.config_parameter"].search([("key", "=like", "aftersales_addon.%")]).unlink()
    env.cr.execute("DROP FUNCTION IF EXISTS aftersales_event_append_only() CASCADE")


def _drop_own_references(env):
    """Let Odoo delete our records in any order, whatever holds fast to them, Odoo's own included."""
    env.cr.execute("""
        SELECT conrelid::regclass::text, conname FROM pg_constraint
         WHERE contype = 'f' AND confrelid::regclass::text LIKE 'aftersales\\_%'
    """)
    for table, constraint in env.cr.fetchall():
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(constraint),
            )
        )


def _export_ledger(env):
    """Write every event with its text as one JSON object a line, beside the filestore."""
    stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    path = (
        Path(config.filestore(env.cr.dbname)).parent / f"{env.cr.dbname}-aftersales-{stamp}.jsonl"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    count = last = 0
    with path.open("w", encoding="utf-8") as export:
        while rows := _ledger_rows(env, last):
            count, last = count + len(rows), rows[-1][0]
            export.writelines(json.dumps(row, ensure_ascii=False) + "\n" for __, row in rows)
    _logger.info("The ledger of %s after-sales events was kept in %s", count, path)


def _ledger_rows(env, after, limit=10_000):
    return env.execute_query(
        SQL(
            """
        SELECT id, row_to_json(row) FROM (
            SELECT event.*, text.salt, text.text
            FROM aftersales_event event
            LEFT JOIN aftersales_event_text text ON text.event_id = event.id
            WHERE event.id > %s ORDER BY event.id LIMIT %s
        ) row
    """,
            after,
            limit,
        )
    )
