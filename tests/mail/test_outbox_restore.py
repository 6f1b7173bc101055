"""T74: what left after a backup was made does not leave again when it is restored or copied."""

import contextlib
import os
import subprocess

import outbox_jobs
import pytest
from processes import call, connection, database_options, rows, start
from smtp_sink import Sink
from test_outbox_smtp import MAILS, Batch


@pytest.fixture
def sink(desk):
    with Sink() as server:
        call(outbox_jobs.open_server, port=server.port)
        yield server


def administer(*statements):
    with connection("postgres") as session, session.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def copies():
    """Makes copies of databases, as `createdb -T` does, and drops them in the end."""
    made = []

    def copy(source, target):
        administer(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        made.append(target)

    yield copy
    for name in made:
        with contextlib.suppress(OSError):
            administer(f'DROP DATABASE IF EXISTS "{name}"')


def run(command, *arguments):
    options = database_options()
    names = {
        "PGHOST": "db_host",
        "PGPORT": "db_port",
        "PGUSER": "db_user",
        "PGPASSWORD": "db_password",
    }
    variables = {name: options[key] for name, key in names.items() if options.get(key)}
    subprocess.run([command, *arguments], env=os.environ | variables, check=True)


@pytest.fixture(params=["another database", "the same database"])
def backup(request, copies, tmp_path):
    """Makes a backup and returns what restores it: into a new database of that name, or into the old."""
    name = database_options()["db_name"]
    if request.param == "another database":

        def make():
            copies(name, f"{name}_backup")
            return lambda: administer(
                f'DROP DATABASE "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{name}_backup"'
            )

    else:

        def make():
            file = tmp_path / "dump"
            run("pg_dump", "--format=custom", f"--file={file}", name)
            return lambda: run(
                "pg_restore", "--clean", "--if-exists", f"--dbname={name}", str(file)
            )

    return make


def test_restored_backup_sends_nothing_again_that_left_after_it(sink, backup):
    early = Batch(1)
    early.send_all()
    old = Batch()
    restore = backup()
    late = Batch()
    call(outbox_jobs.send)
    assert len(sink.accepted) == 1 + 2 * MAILS
    before = old.message_ids("sent") | late.message_ids("sent")
    restore()
    assert old.states() == {"planned": MAILS}
    new = Batch()  # gets the ids that the lost mails had
    call(outbox_jobs.send)
    assert old.states() == {"unknown": MAILS}
    assert {fault for [fault] in old.rows("fault")} == {"restored"}
    assert all("UTC" in instant for [instant] in old.rows("server_reply"))
    assert new.states() == {"sent": MAILS}
    assert not new.message_ids("sent") & before
    assert len(sink.accepted) == 1 + 3 * MAILS
    assert not sink.doubled
    call(outbox_jobs.send)
    assert not sink.doubled
    call(outbox_jobs.release)
    call(outbox_jobs.send)
    assert old.states() == {"sent": MAILS}
    assert len(sink.doubled) == MAILS  # as the supervisor has decided


def test_copy_that_was_not_neutralised_sends_nothing_that_waits(sink, copies):
    Batch(1).send_all()
    old, name = Batch(), database_options()["db_name"]
    copies(name, f"{name}_copy")
    start(outbox_jobs.send, database=f"{name}_copy").result()
    assert len(sink.accepted) == 1
    call(outbox_jobs.send)
    assert old.states() == {"sent": MAILS}
    assert not sink.doubled
    with connection(f"{name}_copy") as session, session.cursor() as cursor:
        cursor.execute("SELECT DISTINCT state FROM aftersales_outbox WHERE id IN %s", [old.ids])
        assert cursor.fetchall() == [("unknown",)]


def test_server_that_is_started_again_holds_nothing(sink):
    Batch(1).send_all()
    homes = rows("SELECT value FROM ir_config_parameter WHERE key = 'aftersales_addon.outbox_home'")
    batch = Batch()
    call(outbox_jobs.send)
    assert batch.states() == {"sent": MAILS}
    assert homes == rows(
        "SELECT value FROM ir_config_parameter WHERE key = 'aftersales_addon.outbox_home'"
    )
