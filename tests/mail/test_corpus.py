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
A_PERSON = {"flufl.bounce/groupwise_03.txt"}  # filed among the reports: somebody's answer
HANGING = 120  # seconds of the clock after which a mail has hung its process


def assert_taken_in(kind, mails):
    """Deliver the mails; nothing may be lost, doubled, raised, left unfinished or slow.

    :return: name of each mail -> the state it is in
    """
    account, problems, slowest, became = Account(), [], ("", 0), {}
    work = start(jobs.deliver_watched, mails=[delivered(raw) for __, raw in mails])
    left = iter(mails)
    for outcome in work.items(HANGING):
        if not isinstance(outcome, jobs.Delivery):
            problems += filter(None, [outcome.failure, *outcome.errors])
            break
        name, raw = next(left)
        became[name] = outcome.states[0] if outcome.states else None
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
    return became


def test_public_mails(desk):
    """T22, T26: reports of failed deliveries among them are no customer's matter, and are all accounted for."""
    mails, absent = corpus.public(share=profile(6, 1))
    became = assert_taken_in("public mails", mails)
    reports = {name: state for name, state in became.items() if name.startswith("flufl.bounce/")}
    assert reports
    assert {n for n, state in reports.items() if state in ("ticket", "reply")} <= A_PERSON
    report(f"{len(reports)} reports of failed deliveries: {dict(Counter(reports.values()))}")
    for reason in absent:
        report(f"absent: {reason}")


def test_hostile_mails(desk):
    """T3, T4, T5, T6, T19, T20, T21, T22: in the quick profile without the giants."""
    mails = corpus.hostile(max_size=profile(2_000_000, None))
    assert len(mails) >= 60
    assert_taken_in("hostile mails", mails)


def test_mutants(desk):
    """T22"""
    mails, __ = corpus.public()
    count = profile(200, 5000)
    assert_taken_in(
        f"mutants (seed {SEED})",
        corpus.mutants(mails + corpus.hostile(max_size=profile(2_000_000, None)), count),
    )
