"""In Odoo's shell, with `code` set: make the company, its people and new contacts speak that language."""

env["res.lang"]._activate_lang(code)
users = env["res.users"].with_context(active_test=False).search([("share", "=", False)])
users.write({"lang": code})
env["res.company"].search([]).partner_id.write({"lang": code})
env["ir.default"].set("res.partner", "lang", code)
env.cr.commit()
