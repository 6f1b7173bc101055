"""What the intake made of the mails since a moment: the rows it keeps, and the records behind them."""

from collections import Counter

import jobs
from processes import call, rows

FINAL = {"ticket", "reply", "duplicate", "automatic", "bounce", "quarantine"}
UNFINISHED = "received"
FIGURES = []  # lines for the closing summary (conftest.py)


def report(line):
    """Show a figure at the end of the run."""
    FIGURES.append(line)


class Account:
    """Everything the intake has stored since this was made."""

    def __init__(self):
        [(self.intake, self.ticket, self.message)] = rows(
            "SELECT (SELECT coalesce(max(id), 0) FROM aftersales_intake),"
            " (SELECT coalesce(max(id), 0) FROM aftersales_ticket),"
            " (SELECT coalesce(max(id), 0) FROM mail_message)"
        )

    def rows(self):
        """(state, reason, ticket) of each mail stored, in the order they came."""
        return rows(
            "SELECT state, reason, ticket_id FROM aftersales_intake WHERE id > %s ORDER BY id",
            self.intake,
        )

    def quarantined(self, reason):
        """The subjects of the mails in quarantine for that reason."""
        return {
            subject
            for (subject,) in rows(
                "SELECT subject FROM aftersales_intake WHERE id > %s AND state = 'quarantine'"
                " AND reason = %s",
                self.intake,
                reason,
            )
        }

    def states(self):
        return Counter(state for state, __, __ in self.rows())

    def tickets(self):
        """The names of the tickets opened, each with how many there are."""
        return Counter(
            name
            for (name,) in rows("SELECT name FROM aftersales_ticket WHERE id > %s", self.ticket)
        )

    def assert_balanced(self):
        """Each mail is in one final state, and each ticket and each reply came from one mail."""
        states = self.states()
        assert not states[UNFINISHED], f"left unfinished: {states}"
        assert not set(states) - FINAL, f"in no state we know: {states}"
        opened = [ticket for state, __, ticket in self.rows() if state == "ticket"]
        assert len(opened) == len(set(opened)), "one ticket from two mails"
        assert sum(self.tickets().values()) == len(opened)
        [(messages,)] = rows(
            "SELECT count(*) FROM mail_message WHERE id > %s AND message_type = 'email'"
            " AND model = 'aftersales.ticket'",
            self.message,
        )
        assert messages >= states["ticket"] + states["reply"]
        figures = call(jobs.figures)
        assert figures["fetched"] == sum(figures[state] for state in (*FINAL, "waiting"))
