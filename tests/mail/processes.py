"""Odoo processes that can be killed, on a database that no test's transaction touches.

`./dev test tests/mail` names a copy of the template database in AFTERSALES_CONFIG, and another one in
AFTERSALES_OTHER_DATABASE. One process loads Odoo's registry of the first once (`preloaded.py`); every
process started here is a fork of that one, so it is up in milliseconds, with connections, cursors and
a death of its own:

    job = start(jobs.fetch_from, server_id=7)  # runs jobs.fetch_from(registry, server_id=7) elsewhere
    job.kill()                                 # SIGKILL: no `finally`, no rollback, no goodbye
    print(call(jobs.figures))                  # the same, waited for; raises what the job raised
    print(rows("SELECT ..."))                  # the database as others see it

What a job logs as an error fails it, unless its outcome is looked at instead of its result.
"""

import configparser
import contextlib
import inspect
import logging
import multiprocessing
import os
import random
import signal
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

PATIENCE = 600  # seconds after which a job that is waited for counts as hanging
OTHER = os.environ.get("AFTERSALES_OTHER_DATABASE")  # a second copy, for a second desk
_STARTED = []


@dataclass
class Outcome:
    """What became of a job: its value, or the traceback; what was logged as an error; its seconds."""

    value: object = None
    failure: str = ""
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0


class JobFailed(Exception):
    """A job raised, logged an error or died; the text says what."""


class Job:
    """A function at work in a process of its own."""

    def __init__(self, function, arguments, fuse=None, database=None):
        self.receiver, sender = _context().Pipe(duplex=False)
        self.process = _context().Process(
            target=_work, args=(sender, function, arguments, fuse, database), daemon=True
        )
        self.process.start()
        sender.close()
        _STARTED.append(self)

    def kill(self):
        """End the process as a crash or the kernel would."""
        self.process.kill()
        self.process.join()

    @property
    def alive(self):
        return self.process.is_alive()

    def items(self, patience=PATIENCE):
        """What a generator yields, as it comes, and last its outcome.

        Ends without an outcome when the process dies.

        :raise JobFailed: when nothing came for `patience` seconds; the process is killed then
        """
        while True:
            if not self.receiver.poll(patience):
                self.kill()
                raise JobFailed(f"still at work after {patience} s")
            try:
                item = self.receiver.recv()
            except (EOFError, OSError):  # the end, or killed in mid-sentence
                self.process.join()
                return
            yield item

    def outcome(self, patience=PATIENCE):
        """Wait for the end; nothing when the process was killed before it had a result."""
        *__, last = None, *self.items(patience)
        return last if isinstance(last, Outcome) else None

    def result(self, patience=PATIENCE):
        """Return what the function returned."""
        outcome = self.outcome(patience)
        if outcome is None:
            raise JobFailed(f"died (exit code {self.process.exitcode})")
        if outcome.failure or outcome.errors:
            raise JobFailed("\n".join([outcome.failure, *outcome.errors]))
        return outcome.value


def start(function, /, *, fuse=None, database=None, **arguments):
    """Start a job.

    :param fuse: after how many database calls the process kills itself, so that a death falls
        between any two of them; None for never
    :param database: name of another database than the one of this run
    """
    return Job(function, arguments, fuse, database)


def call(function, /, **arguments):
    """Start a job and return its result."""
    return start(function, **arguments).result()


def kill_all():
    """End what is still at work, so that a test that fails leaves nobody behind."""
    while _STARTED:
        _STARTED.pop().kill()


# === IN THE TEST'S PROCESS === #


def _context():
    context = multiprocessing.get_context("forkserver")
    here = str(Path(__file__).parent)
    path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if here not in path:
        # The fork server is a Python of its own, which has to find what it loads beforehand.
        os.environ["PYTHONPATH"] = os.pathsep.join([here, *filter(None, path)])
        context.set_forkserver_preload(["preloaded"])
    return context


def database_options():
    """The options of the configuration file that devtools has written for this run."""
    parser = configparser.RawConfigParser()
    parser.read(os.environ["AFTERSALES_CONFIG"])
    return parser["options"]


@contextlib.contextmanager
def connection(database=None):
    """A connection of its own, each statement committed at once; nothing for the run's database."""
    options = database_options()
    session = psycopg2.connect(
        dbname=database or options["db_name"],
        host=options.get("db_host") or None,
        port=options.get("db_port"),
        user=options.get("db_user"),
        password=options.get("db_password"),
    )
    session.autocommit = True
    try:
        yield session
    finally:
        session.close()


def rows(query, *parameters):
    """Return the rows of a query as tuples; the committed state, nothing else."""
    with connection() as session, session.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []


# === IN THE JOB'S PROCESS === #


class _Errors(logging.Handler):
    def __init__(self):
        super().__init__(logging.ERROR)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")
        if record.exc_info:
            self.lines.append(logging.Formatter().formatException(record.exc_info))


def _work(sender, function, arguments, fuse, database):
    """Run the function and send its outcome; the registry is there already, its connections are not."""
    from preloaded import registry

    errors, outcome = _Errors(), Outcome()
    logging.getLogger().addHandler(errors)
    # Forks share the state of the parent's generator, and with it every random choice.
    random.seed()
    if fuse is not None:
        _light(fuse)
    started = time.monotonic()
    try:
        outcome.value = function(registry(database), **arguments)
        if inspect.isgenerator(outcome.value):
            for item in outcome.value:
                sender.send(item)
            outcome.value = None
    except Exception:  # whatever it is, the test has to see it
        outcome.failure = traceback.format_exc()
    outcome.seconds = time.monotonic() - started
    outcome.errors = errors.lines
    sender.send(outcome)


def _light(fuse):
    """Let the process die at its `fuse`-th call of the database: before a statement, or right after a commit."""
    from odoo.sql_db import Cursor

    calls = 0

    def burn():
        nonlocal calls
        calls += 1
        if calls >= fuse:
            os.kill(os.getpid(), signal.SIGKILL)

    execute, commit = Cursor.execute, Cursor.commit

    def fused_execute(self, *args, **kwargs):
        burn()
        return execute(self, *args, **kwargs)

    def fused_commit(self):
        burn()
        result = commit(self)
        burn()
        return result

    Cursor.execute, Cursor.commit = fused_execute, fused_commit
