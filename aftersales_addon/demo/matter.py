"""Whom a story is about, and what."""


class Stranger:
    """Somebody who writes without being a contact, as a contact looks to the stories."""

    id, user_ids, phone = False, (), ""

    def __init__(self, name, email):
        self.name, self.email = name, email


class Matter:
    """One ticket of the demo and what the story knows about it."""

    def __init__(self, case, texts, customer, contact, warranty):
        self.case = case
        self.subject, self.report, self.solution = texts
        self.customer, self.contact, self.warranty = customer, contact, warranty
        self.ticket = self.rma = None
        self.agent = ""

    @property
    def urgent(self):
        return self.case.course.startswith("*")
