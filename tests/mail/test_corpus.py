"""Real, hostile and mutated mails through the real gateway: each ends in exactly one state (G1).

No row of this test names what a mail has to become: that is for the tests of the rules. Here nothing
is lost, nothing is there twice, nothing raises, and nothing takes long.
"""

from collections import Counter

import corpus
import jobs
from accounting import FINAL, Account, report
from corpus import SEED
from letters import delivered
from processes import start
from profiles import profile

SECONDS, SECONDS_OF_GIANTS = 5, 10  # of processor time for one mail (G1), for one over 10 MB (T5)
GIANT = 10_000_000  # bytes
HANGING = 120  # seconds of the clock after which a mail has hung its process


def assert_taken_in(kind, mails):
    """Deliver the mails; nothing may be lost, doubled, raised, left unfinished or slow."""
    account, problems, slowest = Account(), [], ("", 0)
    work = start(jobs.deliver_watched, mails=[delivered(raw) for __, raw in mails])
    left = iter(mails)
    for outcome in work.items(HANGING):
        if not isinstance(outcome, jobs.Delivery):
            problems += filter(None, [outcome.failure, *outcome.errors])
            break
        name, raw = next(left)
        slowest = max(slowest, (name, outcome.seconds), key=lambda pair: pair[1])
        if outcome.raised:
            problems.append(f"{name}: raised {outcome.raised}")
        if len(outcome.states) != 1 or not set(outcome.states) <= FINAL:
            problems.append(f"{name}: is in {outcome.states or 'no state: lost'}")
        if outcome.seconds > (SECONDS_OF_GIANTS if len(raw) > GIANT else SECONDS):
            problems.append(f"{name}: took {outcome.seconds:.1f} s")
    problems += [f"{name}: never came back" for name, __ in left]
    assert not problems, f"{len(problems)} of {len(mails)} (seed {SEED}):\n" + "\n".join(problems)
    account.assert_balanced()
    states = Counter(account.states())
    assert states.total() == len(mails)
    report(
        f"{len(mails)} {kind}: {', '.join(f'{count} {state}' for state, count in states.most_common())};"
        f" slowest {slowest[1]:.1f} s ({slowest[0]})"
    )


def test_public_mails(desk):
    mails, absent = corpus.public(share=profile(3, 1))
    assert_taken_in("public mails", mails)
    for reason in absent:
        report(f"absent: {reason}")


def test_hostile_mails(desk):
    mails = corpus.hostile()
    assert len(mails) >= 60
    assert_taken_in("hostile mails", mails)


def test_mutants(desk):
    mails, __ = corpus.public()
    count = profile(200, 5000)
    assert_taken_in(f"mutants (seed {SEED})", corpus.mutants(mails + corpus.hostile(), count))
