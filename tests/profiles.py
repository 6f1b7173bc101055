"""The two test profiles: quick, for every change, and deep (`./dev test --deep`), for the figures we promise."""

import os

DEEP = bool(os.environ.get("AFTERSALES_DEEP"))


def profile(quick, deep):
    """The value for the profile that runs: `for seed in range(profile(100, 100_000))`."""
    return deep if DEEP else quick
