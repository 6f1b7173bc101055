"""In Odoo's shell: print, as JSON, who can log in and two portal links. Works on any state of the addon."""

import json

# Demo users have their login as password; those with another one are nobody's business here.
password_check = env["res.users"]._crypt_context().verify
env.cr.execute(
    "SELECT id, login, password FROM res_users WHERE active AND password IS NOT NULL ORDER BY id"
)
known = {id_: login for id_, login, hashed in env.cr.fetchall() if password_check(login, hashed)}
privileges = env["res.groups.privilege"].search([("name", "ilike", "after-sales")])
logins = []
for user in env["res.users"].browse(known):
    ours = user.all_group_ids.filtered(lambda group: group.privilege_id in privileges)
    role = (
        max(ours, key=lambda group: group.sequence).name
        if ours
        else ("portal" if user.share else "")
    )
    logins.append({"login": user.login, "name": user.name, "role": role})

links = []
if "aftersales.ticket" in env and hasattr(env["aftersales.ticket"], "get_portal_url"):
    # Those of the customers who can log in as well, for the tour in the README.
    customers = env["res.users"].search(
        [("share", "=", True), ("login", "in", list(known.values()))]
    )
    for customer in customers.partner_id[:2]:
        ticket = env["aftersales.ticket"].search(
            [("partner_id", "=", customer.id)], order="id desc", limit=1
        )
        if not ticket:
            continue
        links.append({"title": ticket.display_name, "path": ticket.get_portal_url()})
    env.cr.commit()
print(json.dumps({"logins": logins, "links": links}))
