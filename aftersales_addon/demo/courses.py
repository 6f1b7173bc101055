"""How tickets go on: each course is a story that yields the instant at which it continues.

The working hours that a course takes at most stand beside it, so that it is told to its end
before today.
"""

from datetime import timedelta

from . import cases, phrases, returns
from .service import HERO

# Course: (started at most, at least) so many working days ago.
STARTED = {
    "untouched": (1.5, 0.1), "assigned": (2, 0.4), "hero": (1.6, 1.5), "started": (12, 1),
    "answered": (10, 3), "wait_for_customer": (12, 3), "wait_for_parts": (17, 5),
    "wait_for_appointment": (5, 3), "wait_for_carrier": (6, 4), "resolved": (6, 4.5),
    "closed_in_silence": (22, 12), "confirmed": (22, 6), "confirmed_long_ago": (22, 19),
    "closed_by_agent": (22, 6), "reopened": (16, 8), "reopened_and_closed": (20, 14),
    "spam": (18, 3), "duplicate": (1.3, 1.2), "withdrawn": (15, 4), "mistake": (20, 3),
    "return_requested": (4, 2), "return_approved": (8, 3.5), "return_partly_received": (19, 12),
    "return_received": (17, 9), "return_credit_draft": (19, 10), "return_refunded": (22, 15),
    "return_exchanged": (22, 16), "return_exchanging": (17, 9), "return_refused": (19, 8),
    "return_cancelled": (20, 8), "return_repaired": (21, 17), "return_repairing": (11, 8),
    "return_without_fault": (19, 14), "return_inspected": (17, 9), "return_reduced": (18, 12),
}


def plan(service, stories):
    """Plan when each ticket begins, spread over its span."""
    clock, long_ago = service.clock, iter(cases.FOLLOW_UPS)
    for seed, case in enumerate((*cases.CASES, *returns.RETURNS)):
        course = case.course.lstrip("*")
        most, least = STARTED[course]
        arguments = [next(long_ago)] if course == "confirmed_long_ago" else []
        desk = service.with_dice(seed)
        start = clock.before(clock.end, 9 * desk.dice.uniform(least, most))
        stories.add(start, globals()[course](desk, case, *arguments))


def plan_activities(service):
    """Give open tickets what is due today, later, and too late."""
    tickets = service.env["aftersales.ticket"].search(
        [("state", "in", ("in_progress", "waiting")), ("user_id", "!=", False)], order="id"
    )
    days = [-3, -1, 0, 0, 1, 2, 4, 7]
    for number, ticket in enumerate(tickets):
        if number % 2 == 0:
            kind = "call" if number % 4 else "todo"
            service.plan_activity(ticket, kind, days[number // 2 % len(days)])


# === OPEN === #

def untouched(service, case):
    service.open(service.matter(case))
    yield from ()


def assigned(service, case):
    matter = service.matter(case)
    service.open(matter)
    yield service.later(0.5, 2)
    service.assign(matter)


def started(service, case):
    matter = service.matter(case)
    yield from _begin(service, matter)
    return matter


def hero(service, case):
    """The ticket of the tour: under warranty, in good hands, ready for a return."""
    matter = service.matter(case, customer=service.trade.customers[HERO])
    service.open(matter)
    yield service.later(0.3, 0.5)
    service.take(matter, "sara.specialist")
    service.reply(matter, service.say(phrases.RECEIVED, 1))
    yield service.later(1, 2)
    ask, answer = (service.trade.text(text) for text in phrases.QUESTIONS["printer"][0])
    service.reply(matter, ask)
    service.wait(matter)
    yield service.later(2, 3)
    service.answer(matter, answer)
    yield service.later(0.5, 1)
    service.note(matter, service.say(phrases.NOTES, 4))


def answered(service, case):
    """Asked, and the customer has answered: it is the desk's turn."""
    matter = service.matter(case)
    yield from _begin(service, matter)
    yield from _ask_and_hear(service, matter)
    return matter


# === WAITING === #

def wait_for_customer(service, case):
    matter = service.matter(case)
    yield from _begin(service, matter)
    yield service.later(0.5, 3)
    service.reply(matter, service.questions(matter)[0])
    service.wait(matter)


def wait_for_parts(service, case):
    matter = service.matter(case)
    yield from _begin(service, matter)
    yield service.later(1, 4)
    service.reply(matter, service.say(phrases.PART_ORDERED))
    service.wait(matter, "supplier")


def wait_for_appointment(service, case):
    matter = service.matter(case)
    yield from _begin(service, matter)
    yield service.later(1, 4)
    service.reply(matter, service.say(phrases.APPOINTMENT))
    service.wait(matter, reason="appointment")


def wait_for_carrier(service, case):
    matter = service.matter(case)
    yield from _begin(service, matter)
    yield service.later(1, 4)
    service.reply(matter, service.say(phrases.CARRIER_ASKED))
    service.wait(matter, reason="carrier")


# === ENDED === #

def resolved(service, case):
    matter = service.matter(case)
    yield from _solve(service, matter)
    return matter


def closed_in_silence(service, case):
    matter = service.matter(case)
    yield from _solve(service, matter)
    yield _days_later(service, 7)
    service.close_in_silence(matter)
    yield from _rate(service, matter, chance=0.5)


def confirmed(service, case):
    matter = service.matter(case)
    yield from _solve(service, matter)
    yield service.later(2, 10)
    service.confirm(matter)
    yield from _rate(service, matter, chance=0.9)
    return matter


def confirmed_long_ago(service, case, words):
    """Solved a month ago, and now it has come back: a follow-up, as the time to re-open is over."""
    matter = yield from confirmed(service, case)
    yield _days_later(service, 15)
    follow_up = service.follow_up(matter, service.trade.text(words))
    yield service.later(0.5, 4)
    service.take(follow_up, matter.agent)


def closed_by_agent(service, case):
    matter = service.matter(case)
    yield from _begin(service, matter)
    yield service.later(0.5, 5)
    service.reply(matter, matter.solution)
    service.wait(matter)
    yield service.later(1, 6)
    service.answer(matter, service.say(phrases.IT_WORKS))
    yield service.later(1, 4)
    service.resolve(matter)
    service.close(matter)
    yield from _rate(service, matter, chance=0.8)


def reopened(service, case):
    matter = service.matter(case)
    yield from _solve(service, matter)
    yield service.later(8, 14)
    service.answer(matter, service.say(phrases.NOT_YET))
    yield service.later(1, 4)
    service.reply(matter, service.say(phrases.TAKEN_UP_AGAIN))
    return matter


def reopened_and_closed(service, case):
    matter = yield from reopened(service, case)
    yield service.later(4, 9)
    service.reply(matter, service.say(phrases.STILL_BROKEN_SOLVED))
    service.resolve(matter)
    yield service.later(4, 9)
    service.confirm(matter)
    yield from _rate(service, matter, chance=1)


# === CANCELLED === #

def spam(service, case):
    yield from _cancel(service, service.matter(case), "spam")


def duplicate(service, case):
    matter = service.matter(case, customer=service.trade.customers[HERO])
    yield from _cancel(service, matter, "duplicate")


def withdrawn(service, case):
    matter = service.matter(case)
    yield from _begin(service, matter)
    yield service.later(1, 4)
    service.answer(matter, service.say(phrases.NOT_NEEDED))
    yield service.later(0.5, 2)
    service.cancel(matter, "withdrawn")


def mistake(service, case):
    yield from _cancel(service, service.matter(case), "mistake")


# === RETURNS === #

def return_requested(service, case):
    matter = service.matter(case, reserve=case.quantity)
    yield from _request_return(service, matter)
    return matter


def return_approved(service, case, **options):
    matter = service.matter(case, reserve=case.quantity)
    yield from _request_return(service, matter, **options)
    yield service.later(0.5, 4)
    service.approve_return(matter)
    service.reply(matter, service.say(phrases.RETURN_APPROVED))
    service.wait(matter, reason="carrier")
    return matter


def return_partly_received(service, case):
    matter = yield from return_approved(service, case)
    yield service.later(18, 27)
    service.receive_goods(matter, 1)


def return_received(service, case, **options):
    matter = yield from return_approved(service, case, **options)
    yield service.later(18, 27)
    service.receive_goods(matter)
    yield service.later(0.5, 3)
    service.resume(matter)
    service.reply(matter, service.say(phrases.GOODS_ARRIVED))
    return matter


def return_credit_draft(service, case):
    matter = yield from return_received(service, case)
    yield service.later(1, 5)
    service.refund(matter, post=False)


def return_refunded(service, case):
    matter = yield from return_received(service, case)
    yield service.later(2, 8)
    service.refund(matter)
    yield from _conclude(service, matter)


def return_exchanged(service, case):
    matter = yield from return_received(service, case, kind="exchange")
    yield service.later(1, 4)
    service.order_replacement(matter)
    yield service.later(4, 9)
    service.send_replacement(matter)
    yield from _conclude(service, matter)


def return_exchanging(service, case):
    matter = yield from return_received(service, case, kind="exchange")
    yield service.later(1, 4)
    service.order_replacement(matter)


def return_refused(service, case):
    matter = yield from return_requested(service, case)
    yield service.later(2, 6)
    service.refuse_return(matter, service.trade.text(returns.REFUSAL))
    yield from _conclude(service, matter, unhappy=True)


def return_cancelled(service, case):
    matter = yield from return_approved(service, case)
    yield service.later(5, 9)
    service.answer(matter, service.say(phrases.NOT_NEEDED))
    yield service.later(0.5, 2)
    service.cancel_return(matter)
    service.reply(matter, matter.solution)
    service.resolve(matter)


def return_repaired(service, case):
    matter = yield from return_received(service, case, kind="repair")
    yield service.later(1, 4)
    service.inspect(matter, "f30", "repair")
    service.start_repair(matter, days=3)
    yield service.later(8, 16)
    service.finish_repair(matter)
    service.give_back(matter)
    yield service.later(1, 4)
    service.send_back(matter)
    yield from _conclude(service, matter)


def return_repairing(service, case):
    matter = yield from return_received(service, case, kind="repair")
    yield service.later(1, 4)
    service.start_repair(matter, days=6)
    service.lend(matter, case.product)


def return_without_fault(service, case):
    matter = yield from return_received(service, case, kind="inspection")
    yield service.later(2, 6)
    service.inspect(matter, "f00", "return")
    service.give_back(matter)
    yield service.later(2, 6)
    service.send_back(matter)
    yield from _conclude(service, matter)


def return_inspected(service, case):
    matter = yield from return_received(service, case, kind="inspection")
    yield service.later(1, 4)
    service.inspect(matter, "f80", "refund", "scrap")


def return_reduced(service, case):
    matter = service.matter(case)
    yield from _request_return(service, matter, kind="reduction")
    yield service.later(1, 4)
    service.reduce_price(matter, 0.2)
    yield from _conclude(service, matter)


# === STEPS THAT MANY COURSES SHARE === #

def _begin(service, matter):
    service.open(matter)
    yield service.later(0.2, 2.5)
    service.take(matter, matter.agent if matter.case.nature not in ("fault", "visit") else None)
    if matter.case.channel not in ("phone", "walk_in"):
        yield service.later(0.1, 0.6)
        service.reply(matter, service.say(phrases.RECEIVED))


def _ask_and_hear(service, matter):
    ask, answer = service.questions(matter)
    yield service.later(0.3, 2)
    service.reply(matter, ask)
    service.wait(matter)
    yield service.later(1, 7)
    service.answer(matter, answer, file=service.log_file(matter))


def _solve(service, matter):
    yield from _begin(service, matter)
    if service.dice.random() < 0.5:
        yield from _ask_and_hear(service, matter)
    yield service.later(0.5, 5)
    service.reply(matter, matter.solution)
    service.resolve(matter)


def _request_return(service, matter, kind="refund"):
    yield from _begin(service, matter)
    yield service.later(0.5, 2)
    service.hand_over(matter)
    service.reply(matter, service.say(phrases.RETURN_OFFERED))
    service.request_return(matter, kind)


def _conclude(service, matter, unhappy=False):
    yield service.later(0.5, 3)
    service.reply(matter, matter.solution)
    service.resolve(matter)
    yield service.later(3, 9)
    service.confirm(matter)
    yield from _rate(service, matter, chance=1, unhappy=unhappy)


def _cancel(service, matter, reason):
    service.open(matter)
    yield service.later(0.2, 1.5)
    matter.agent = "anna.agent"
    service.cancel(matter, reason)


def _rate(service, matter, chance, unhappy=False):
    if service.dice.random() > chance:
        return
    yield service.later(1, 9)
    score = 2 if unhappy else service.next_score()
    service.rate(matter, score)


def _days_later(service, days):
    return service.clock.instant + timedelta(days=days, minutes=20)
