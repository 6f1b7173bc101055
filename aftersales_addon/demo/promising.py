"""How people deal with promised times."""


class Promising:
    """The service desk, on the clock."""

    def promise(self, ticket, at):
        """The one in charge tells the customer by when he hears."""
        ticket = ticket.with_env(self.as_user(ticket.user_id.login))
        ticket._record("promise_given", at=at)

    def log_call(self, ticket):
        """A conversation on the phone, or over the counter, is an answer."""
        ticket._record("call_logged", direction="in", outcome="reached", seconds=240)
        return ticket

    def excuse(self, clock, reason):
        clock.with_env(self.as_user("lena.leader"))._record(
            "sla_excused", metric=clock.metric, instance=clock.instance, reason=reason
        )

    def close_investigation(self, investigation, cause, step, note):
        found = investigation.with_env(self.as_user("lena.leader"))
        found.write({"cause": cause, "step": step, "note": note})
        found.action_close()
