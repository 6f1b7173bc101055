"""Locks between several `./dev` at work in one cache, and traces that outlive a killed one.

`flock` locks vanish with the process that holds them, whatever ended it: no lock is ever stale.
"""

import contextlib
import fcntl
import time

from . import console, paths


@contextlib.contextmanager
def exclusive(name):
    """Hold the lock of that name; wait while another `./dev` holds it, and say so when it takes long."""
    with paths.cache("locks", name).open("w") as handle:
        for _ in range(20):
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(0.1)
        else:
            console.say(f"- waiting for another ./dev to finish its work on {name} ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def attempt(name):
    """Hold the lock of that name if nobody does; yields whether we hold it."""
    with paths.cache("locks", name).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextlib.contextmanager
def owned(folder, name):
    """Mark `name` as in use by this process, for `abandoned` to tell."""
    path = paths.cache(folder, name)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def abandoned(folder):
    """Names marked by processes that were killed before they could clean up."""
    for path in sorted(paths.cache(folder, "x").parent.iterdir()):
        with path.open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield path.name
            path.unlink(missing_ok=True)
