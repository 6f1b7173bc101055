"""Policies: shipped as templates, in force where a company says so, and never changed afterwards."""

from dataclasses import MISSING, fields

from rights_common import MONEY_BACK, TWO_YEARS, RightsCase

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from odoo.addons.aftersales_addon.core import rightsrules, rightswords
from odoo.addons.aftersales_addon.models.rights import rights_policy_version, rights_words


class TestRightsContract(RightsCase):
    """The columns and words of the records are those of the core."""

    def test_a_line_has_the_columns_of_the_core(self):
        rule = self.env["aftersales.rights.rule"]
        for column in fields(rightsrules.Rule):
            with self.subTest(column.name):
                self.assertIn(column.name, rule._fields)
        blank = rule.new({"code": "x"})._row()
        self.assertEqual(blank, rightsrules.Rule(code="x"))

    def test_a_policy_has_the_columns_of_the_core(self):
        columns = {column.name for column in fields(rightsrules.Policy) if column.init}
        version = self.template("cn_cpl_25").current_version_id
        compiled = version._compiled(version.id, "en_US")
        self.assertEqual(compiled.code, "CN-CPL-25")
        self.assertEqual(compiled.version, version.id)
        known = {"policy", "version", "rules"}
        ours = {*rights_policy_version.POLICY_COLUMNS, *rights_policy_version.VERSION_COLUMNS}
        self.assertEqual(columns, known | ours)

    def test_every_shipped_row_is_what_the_data_says(self):
        for policy in self.policies.search([("template", "=", True)]):
            for version in policy.version_ids:
                with self.subTest(version.display_name):
                    self.assertEqual(version.state, "released")
                    compiled = version._compiled(version.id, "en_US")
                    self.assertEqual(len(compiled.rules), len(version.rule_ids))
                    for column in fields(rightsrules.Rule):
                        for rule in compiled.rules:
                            value = getattr(rule, column.name)
                            default = column.default
                            self.assertTrue(default is MISSING or type(value) is type(default))

    def test_every_sentence_of_the_core_reaches_the_translators(self):
        self.assertEqual(
            {key: lazy._source for key, lazy in rights_words.SENTENCES.items()},
            rightswords.SENTENCES,
        )
        self.assertEqual(
            {key: lazy._source for key, lazy in rights_words.FACTS.items()},
            dict(rightswords.FACTS),
        )

    def test_every_word_of_a_sentence_has_a_label(self):
        words = self.env["aftersales.rights.words"]
        for name, (model, field) in rights_words.VOCABULARIES.items():
            with self.subTest(name):
                keys = {key for key, __ in getattr(rightsrules, name)}
                self.assertLessEqual(keys, set(self.env[model]._fields[field].get_values(self.env)))
                for key in keys:
                    self.assertTrue(words._label(name, key))


class TestRightsActivation(RightsCase):
    def test_nothing_shipped_holds_before_a_company_says_so(self):
        templates = self.policies.search([("template", "=", True)])
        self.assertTrue(templates)
        self.assertFalse(templates.company_ids)
        self.assertFalse(self.owed(self.sold(self.chinese), fault="yes"))

    def test_setup_shows_the_templates_of_the_countries_with_source_and_quality(self):
        setup = Form(self.env["aftersales.rights.setup"].with_user(self.administrator))
        setup.country_ids.clear()
        setup.country_ids.add(self.env.ref("base.de"))
        shown = {line["code"]: line for line in setup.line_ids._records}
        self.assertIn("EU-withdrawal", shown)
        self.assertIn("EU-conformity", shown)
        self.assertFalse([code for code in shown if code.startswith(("CN", "UK", "US"))])
        wizard = setup.save()
        line = wizard.line_ids.filtered(lambda line: line.code == "EU-conformity")
        self.assertTrue(line.source)
        self.assertEqual(line.quality, "secondary")

    def test_setup_puts_the_chosen_in_force_and_takes_out_what_no_longer_is(self):
        setup = self.env["aftersales.rights.setup"].with_user(self.administrator)
        wizard = setup.create({"country_ids": [Command.set(self.env.ref("base.de").ids)]})
        line = wizard.line_ids.filtered(lambda line: line.code == "EU-withdrawal")
        line.chosen = True
        with self.assert_refused("not legal advice"):
            wizard.action_apply()
        wizard.agreed = True
        wizard.action_apply()
        policy = self.template("eu_withdrawal")
        self.assertEqual(policy.company_ids, self.company)
        event = self.env["aftersales.event"].search([("type", "=", "policy_changed")], limit=1)
        self.assertEqual(
            (event._facts()["what"], event._facts()["policy"]), ("activated", "EU-withdrawal")
        )
        again = setup.create({"country_ids": [Command.set(self.env.ref("base.de").ids)]})
        line = again.line_ids.filtered(lambda line: line.code == "EU-withdrawal")
        self.assertTrue(line.chosen)
        line.chosen = False
        again.action_apply()
        self.assertFalse(policy.company_ids)

    def test_only_an_administrator_puts_a_policy_in_force(self):
        for user in (self.agent, self.supervisor, self.auditor):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.template("eu_withdrawal").with_user(user).action_activate()

    def test_in_force_here_is_not_in_force_at_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.put_in_force("cn_cpl_24")
        policy = self.template("cn_cpl_24")
        self.assertTrue(policy.in_force)
        self.assertFalse(policy.with_company(other).in_force)
        self.assertIn(policy, self.policies.search([("in_force", "=", True)]))
        self.assertFalse(self.policies._compiled(other.id, "en_US"))

    def test_companies_of_a_policy_are_never_written_by_hand(self):
        policy = self.new_policy(TWO_YEARS)
        other = self.env["res.company"].create({"name": "Other"})
        for vals in ({"company_ids": [Command.link(other.id)]}, {"template": True}):
            with self.subTest(vals), self.assertRaises(UserError):
                policy.with_user(self.administrator).write(vals)
        with self.assertRaises(UserError):
            self.policies.with_user(self.administrator).create(
                {"code": "X", "name": "X", "template": True}
            )
        with self.assertRaises(UserError):
            self.policies.with_user(self.administrator).create(
                {"code": "X", "name": "X", "company_id": other.id}
            )


class TestRightsVersions(RightsCase):
    def test_a_released_version_and_its_lines_never_change_again(self):
        policy = self.new_policy(TWO_YEARS)
        version = policy.current_version_id
        admin = version.with_user(self.administrator)
        calls = {
            "source": lambda: admin.write({"source": "x"}),
            "state": lambda: admin.write({"state": "draft"}),
            "delete": admin.unlink,
            "line": lambda: admin.rule_ids.write({"value": 99}),
            "line added": lambda: admin.write(
                {"rule_ids": [Command.create({"code": "x", "name": "x"})]}
            ),
            "line created": lambda: admin.env["aftersales.rights.rule"].create(
                {"version_id": version.id, "code": "x", "name": "x"}
            ),
            "line deleted": admin.rule_ids.unlink,
            "line moved in": lambda: admin.copy().rule_ids.write(
                {"version_id": version.id, "code": "y"}
            ),
            "whom it holds for": lambda: policy.with_user(self.administrator).write(
                {"territories": "CN"}
            ),
            "policy": policy.with_user(self.administrator).unlink,
        }
        for what, call in calls.items():
            with self.subTest(what), self.assertRaises(UserError), self.env.cr.savepoint():
                call()
                self.env.flush_all()
        version.with_user(self.administrator).note = "Why"

    def test_a_change_is_a_new_version_and_there_is_one_draft(self):
        policy = self.new_policy(TWO_YEARS).with_user(self.administrator)
        policy.action_new_version()
        draft = policy.draft_version_id
        self.assertEqual((draft.number, len(draft.rule_ids)), (2, 1))
        policy.action_new_version()
        self.assertEqual(policy.draft_version_id, draft)
        draft.rule_ids.value = 3
        draft.action_release()
        self.assertEqual(policy.current_version_id, draft)
        self.assertEqual(policy.rule_ids.value, 3)

    def test_the_version_of_the_contract_day_judges(self):
        policy = self.new_policy(TWO_YEARS).with_user(self.administrator)
        move = self.sold(self.chinese, days_ago=400)
        policy.action_new_version()
        draft = policy.draft_version_id
        draft.contract_from = "2026-01-01"
        draft.rule_ids.write({"value": 1})
        draft.action_release()
        for sold_on, value in (("2025-12-31 12:00:00", 2), ("2026-01-02 12:00:00", 1)):
            with self.subTest(sold_on):
                move.sale_line_id.order_id.date_order = sold_on
                [one] = self.judge(move, fault="yes").decision.entitlements
                self.assertEqual(one.rule.value, value)

    def test_a_draft_grants_nothing_and_cannot_be_empty(self):
        policy = self.new_policy(TWO_YEARS, release=False)
        self.assertFalse(self.owed(self.sold(self.chinese), fault="yes"))
        policy.draft_version_id.rule_ids.unlink()
        with self.assert_refused("Grant something"):
            policy.draft_version_id.with_user(self.administrator).action_release()

    def test_a_template_is_adapted_in_a_copy_of_the_company(self):
        template = self.template("eu_withdrawal")
        with self.assertRaises(AccessError):
            template.with_user(self.administrator).name = "Changed"
        with self.assertRaises(AccessError):
            template.with_user(self.administrator).action_new_version()
        action = template.with_user(self.administrator).action_adapt()
        copy = self.policies.browse(action["res_id"])
        self.assertEqual(copy.template_id, template)
        self.assertEqual((copy.template, copy.company_id), (False, self.company))
        self.assertEqual(
            len(copy.draft_version_id.rule_ids), len(template.current_version_id.rule_ids)
        )
        copy.with_user(self.administrator).draft_version_id.action_release()
        self.assertTrue(copy.in_force)

    def test_words_that_mean_nothing_are_refused(self):
        for vals in ({"territories": "XX"}, {"channels": "shop"}, {"currency": "ZZZ"}):
            with self.subTest(vals), self.assert_refused("is not known"):
                self.new_policy(MONEY_BACK, **vals)


class TestRightsMatching(RightsCase):
    def test_country_customer_and_channel_decide_which_policy_holds(self):
        self.put_in_force("cn_cpl_24", "cn_cpl_25", "eu_withdrawal")
        china = {code for code, __ in self.owed(self.sold(self.chinese), fault="yes", intact="yes")}
        self.assertEqual(china, {"CN-CPL-24", "CN-CPL-25"})
        germany = {
            code for code, __ in self.owed(self.sold(self.german), fault="yes", intact="yes")
        }
        self.assertEqual(germany, {"EU-withdrawal"})
        store = self.sold(self.chinese)
        store.sale_line_id.order_id.aftersales_sales_channel = "store"
        self.assertEqual(
            {code for code, __ in self.owed(store, fault="yes", intact="yes")}, {"CN-CPL-24"}
        )

    def test_a_company_is_no_consumer(self):
        self.put_in_force("cn_cpl_24")
        self.company_customer.country_id = self.env.ref("base.cn")
        self.assertEqual(self.customer.commercial_partner_id, self.company_customer)
        self.assertFalse(self.owed(self.sold(self.customer), fault="yes"))

    def test_the_delivery_address_says_the_country(self):
        self.put_in_force("cn_cpl_24", "eu_withdrawal")
        move = self.sold(self.chinese)
        address = self.new_consumer("Li Wei in Berlin", "base.de", "Europe/Berlin")
        move.sale_line_id.order_id.partner_shipping_id = address
        self.assertEqual(
            {code for code, __ in self.owed(move, fault="yes", intact="yes")}, {"EU-withdrawal"}
        )

    def test_products_and_categories_with_those_below_limit_a_policy(self):
        parent = self.env["product.category"].create({"name": "Goods"})
        self.new_policy(TWO_YEARS, code="CATEGORY", product_category_ids=[Command.set(parent.ids)])
        self.new_policy(TWO_YEARS, code="PRODUCT", product_ids=[Command.set(self.toner.ids)])
        move = self.sold(self.chinese)
        self.assertFalse(self.owed(move, fault="yes"))
        self.category.parent_id = parent
        self.assertEqual(self.owed(move, fault="yes"), [("CATEGORY", "row-1")])

    def test_goods_are_what_the_product_or_its_category_says(self):
        self.put_in_force("cn_3b_phone")
        move = self.sold(self.chinese)
        self.assertFalse(self.judge(move, fault="yes").decision.entitlements)
        self.category.aftersales_goods = "phone"
        self.assertTrue(self.judge(move, fault="yes").decision.entitlements)
        self.kettle.aftersales_goods = "computer"
        self.assertFalse(self.judge(move, fault="yes").decision.entitlements)

    def test_order_keeps_the_channel_it_was_sold_by(self):
        order = self.new_order(self.kettle, 1, partner=self.chinese)
        self.assertEqual(order.aftersales_sales_channel, "distance")
        self.company.aftersales_sales_channel = "store"
        self.assertEqual(order.aftersales_sales_channel, "distance")
        self.assertEqual(self.new_order(self.kettle, 1).aftersales_sales_channel, "store")


class TestRightsAccess(RightsCase):
    def test_auditor_reads_everything_and_changes_nothing(self):
        policy = self.new_policy(TWO_YEARS)
        for record in (policy, policy.version_ids, policy.rule_ids):
            self.assertFalse(record.with_user(self.auditor).has_access("write"))
            mine = record.with_user(self.auditor)
            self.assertTrue(mine.read(["display_name"]))

    def test_agent_reads_and_cannot_edit(self):
        policy = self.new_policy(TWO_YEARS, release=False).with_user(self.agent)
        self.assertTrue(policy.name)
        for call in (
            lambda: policy.write({"name": "x"}),
            policy.draft_version_id.action_release,
            policy.copy,
            lambda: policy.draft_version_id.rule_ids.write({"value": 1}),
        ):
            with self.assertRaises(UserError):
                call()

    def test_another_company_sees_nothing_of_ours_but_the_templates(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user(
            "administrator",
            login="elsewhere",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        policy = self.new_policy(TWO_YEARS)
        self.put_in_force("cn_cpl_24")
        self.env.invalidate_all()
        theirs = self.policies.with_user(stranger)
        self.assertFalse(theirs.search([("id", "=", policy.id)]))
        self.assertFalse(
            theirs.env["aftersales.rights.rule"].search([("id", "in", policy.rule_ids.ids)])
        )
        template = theirs.browse(self.template("cn_cpl_24").id)
        self.assertTrue(template.name)
        # who put it in force is nobody else's business
        self.assertFalse(template.read(["company_ids"])[0]["company_ids"])
        with self.assertRaises(UserError):
            policy.with_user(stranger).action_activate()
        with self.assertRaises(AccessError):
            template.write({"name": "x"})
