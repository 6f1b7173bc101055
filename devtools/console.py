"""Talking to the person at the terminal, and running other programs for them."""

import concurrent.futures
import contextlib
import os
import signal
import subprocess
import sys
import time


class Stop(Exception):
    """Something the user has to know and do; printed without a traceback, exit code 1."""


#: where progress is reported; a command whose standard output is its result sets another one
stream = sys.stdout
_RUNNING = set()  # processes that `run` waits for, in whatever thread


def say(text=""):
    print(text, file=stream, flush=True)


def note(text):
    """Something worth knowing that does not stop the work."""
    say(f"  note: {text}")


@contextlib.contextmanager
def step(text):
    """Announce a slow step, and say how long it took."""
    say(f"- {text} ...")
    started = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - started:.0f} s")


def output(command, **options):
    """Run a short command and return what it printed; its complaint becomes ours when it fails."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **options
    )
    if done.returncode:
        raise Stop(f"`{shown(command)}` failed:\n{(done.stderr or done.stdout).strip()}")
    return done.stdout


def run(command, **options):
    """Run a command in a process group of its own and return its exit code.

    The group is what makes an interruption clean: Odoo's test server ignores the first signal and
    leaves its browser behind, so after a grace period everything it started is ended with it.
    """
    process = subprocess.Popen([str(part) for part in command], start_new_session=True, **options)
    _RUNNING.add(process)
    try:
        return process.wait()
    finally:
        end(process)
        _RUNNING.discard(process)


def at_once(works, workers):
    """Call the functions, some at a time in threads; returns what they return, in order.

    Interrupted, what they run is ended, so that each of them cleans up.
    """
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(work) for work in works]
        try:
            return [future.result() for future in futures]
        except BaseException:
            for future in futures:
                future.cancel()
            for process in list(_RUNNING):
                end(process)
            raise


def end(process, grace=15):
    """End a process started with `start_new_session`, and all it started."""
    for number, patience in ((signal.SIGINT, grace), (signal.SIGKILL, grace)):
        if process.poll() is not None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def shown(command):
    """A command as one would type it, shortened where it is a whole script."""
    words = [str(part).split("\n")[0] for part in command]
    return " ".join(words if len(words) < 12 else [*words[:11], "..."])


def interrupt_on_termination():
    """Treat a polite SIGTERM like Ctrl-C, so that what we started is cleaned up in both cases."""

    def interrupt(*_):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


def is_interactive():
    return sys.stdin is not None and sys.stdin.isatty()
