"""Events in, clocks out: what the response-time commitments of a ticket have come to.

A pure function of the ticket's events: no clock on the wall, no user, no zone but the calendars'. Events
of one second are one evaluation, whatever their order (cancel > fulfil > reset > pause > run), except
that messages answer each other, and states follow each other, in the order of their ids.

| metric | starts | stops | pauses | after re-opening |
|---|---|---|---|---|
| first_response | ticket_created | first contact from us that the target counts | never | goes on |
| next_response | oldest customer_message not answered | agent_reply, contact | never | new instance |
| update_interval | last contact in either direction | contact from us, resolved | never | goes on |
| assignment | nobody is assigned | somebody is | never | new instance |
| expert_contact | handed_over | contact | never | new instance |
| on_site_arrival | visit_agreed ``{"at"}``, its due | visit_arrived | never; a new slot moves it | new instance |
| repair_turnaround | receipt, repair_started | repair_done | by target | new instance |
| resolution | ticket_created | resolved, or closed at once | by target | by target |
| promised_time | promise_given ``{"at"}``, its due | contact, resolved | never | stays |
| requester_wait | ticket_created | resolved | waiting for the customer | goes on |
| agent_work | first assigned to somebody | resolved | waiting for anybody | goes on |
| ownership | assigned | assigned elsewhere, resolved | waiting for anybody | goes on |

A contact is ``contact_made`` (``{"how": "call"}`` by default; ``{"expert": false}`` is none for the expert
clock) or ``call_logged`` with ``{"outcome": "reached"}``; replies with ``{"automatic": true}`` are none.
Resolving answers nobody: a response that is owed stays owed. Cancelling ends everything; a ticket that
is re-opened after that goes on, in a new instance, where the old one stopped.
"""

from collections.abc import Iterable, Mapping, Sequence

from .sladata import METRICS, OPEN_STATES, Clock, Event, Step, Target
from .slafold import Fold

__all__ = [
    "METRICS",
    "OPEN_STATES",
    "Clock",
    "Event",
    "Step",
    "Target",
    "derive",
    "derive_many",
    "explain",
]


def derive(
    events: Iterable[Event], targets: Mapping[int, Target], until: int | None = None
) -> list[Clock]:
    """Return the clocks of one ticket, in the order in which they began.

    :param events: all events of the ticket, in any order
    :param targets: by id, those that the ``sla_attached`` events name; unknown ids are left out
    :param until: also notice what was breached by then
    """
    return _fold(events, targets, until).clocks()


def derive_many(
    streams: Iterable[Sequence[Event]], targets: Mapping[int, Target], until: int | None = None
) -> list[list[Clock]]:
    """Return :func:`derive` of each stream; the targets, hence the calendars, are shared."""
    return [_fold(events, targets, until).clocks() for events in streams]


def explain(
    events: Iterable[Event],
    targets: Mapping[int, Target],
    metric: str,
    instance: int,
    until: int | None = None,
) -> list[Step]:
    """Return how a clock came to stand where it does; empty when there is no such clock."""
    return _fold(events, targets, until, explained=True).steps(metric, instance)


def _fold(events, targets, until, explained=False) -> Fold:
    fold = Fold(targets, explained)
    fold.take(sorted(events, key=_order))
    if until is not None:
        fold.look(until)
    return fold


def _order(event: Event):
    return event.at, event.id
