"""The mails of the demo: written, on record, and sent to nobody."""


def end_step(env):
    """Do what the end of a request does: flush, let the chatter note the changes, send the mails."""
    env.cr.flush()
    mails = env["aftersales.outbox"].search([("state", "=", "planned")])
    mails._mark_sent()
    mails._settle_now()


def last(env):
    """Return the id of the last mail before the stories."""
    return env["mail.mail"].search([], order="id desc", limit=1).id or 0


def settle(env, before):
    """Leave no mail in the queue: what the stories wrote counts as sent."""
    mails = env["mail.mail"].search([("id", ">", before)])
    mails.notification_ids.filtered(lambda n: n.notification_status == "ready").write(
        {"notification_status": "sent"}
    )
    passing = mails.filtered("auto_delete")
    (mails - passing).write({"state": "sent"})
    passing.unlink()
