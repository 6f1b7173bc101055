"""The two test profiles: quick, for every change, and deep (`./dev test --deep`), for the figures we promise."""

import os

DEEP = bool(os.environ.get("AFTERSALES_DEEP"))


def profile(quick, deep):
    """The value for the profile that runs: `for seed in range(profile(100, 100_000))`."""
    return deep if DEEP else quick


def numbers(quick, deep):
    """The numbers of the random histories to live: all of the profile, or those that are asked for.

    ``AFTERSALES_HISTORIES=0:500`` lives the first 500, so that two processes can share the deep
    profile, each with a database of its own; ``AFTERSALES_HISTORIES=168,417`` lives these again.

    :rtype: Sequence[int]
    """
    asked = os.environ.get("AFTERSALES_HISTORIES")
    if not asked:
        return range(profile(quick, deep))
    first, colon, end = asked.partition(":")
    return range(int(first), int(end)) if colon else [int(number) for number in asked.split(",")]
