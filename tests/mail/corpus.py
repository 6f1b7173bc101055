"""Many mails: public ones, hostile ones of our own making, and both damaged at random."""

import functools
import random

import hostile_mails

from devtools import mail_corpora

SEED = 20261122


def public(share=1):
    """Return (name, mail) of the public mails, and what this machine lacks.

    :param share: take one in so many, always the same ones
    """
    corpora = mail_corpora.collect()
    mails = [mail for mail in corpora.mails if mail.is_sampled(share)]
    return [(mail.name, mail.path.read_bytes()) for mail in mails], corpora.absent


@functools.cache
def hostile(max_size=None):
    """Return (name, mail) of the hostile ones.

    :param max_size: leave out those of more bytes
    """
    mails = [(name, make()) for name, make in hostile_mails.HOSTILE.items()]
    return [(name, raw) for name, raw in mails if max_size is None or len(raw) <= max_size]


def mutants(mails, count, seed=SEED):
    """Return (name, mail) of as many mails made from the given ones by damage."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        name, raw = rng.choice(mails)
        made.append((f"mutant {number} of {name}", hostile_mails.mutate(raw, rng)))
    return made
