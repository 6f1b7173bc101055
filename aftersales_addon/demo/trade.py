"""The trader: company, people, products, stock, and the orders that are delivered and invoiced."""

from collections import Counter

from odoo import Command

from . import catalogue, people
from .trader import XMLID_MODULE, Trader

PLACEHOLDERS = ("My Company", "YourCompany", "我的公司", "您的公司")


class Trade(Trader):
    """What there is before anybody complains; records by the keys of the tables."""

    def __init__(self, env, clock, dice, zh):
        super().__init__(env, clock, zh)
        self.dice = dice
        self.products = {}
        self.customers, self.contacts = {}, {}

    # === SETTING UP === #

    def set_up(self):
        """Make everything the first order needs, on the evening before it."""
        days = max(ago for ago, *__ in catalogue.ORDERS)
        self.clock.instant = self.clock.before(self.clock.end, 9 * days + 8)
        self._set_up_company()
        self._set_up_customers()
        self._set_up_people()
        self._set_up_teams()
        self._set_up_products()
        self._set_up_rights()
        self._set_up_stock()
        self.env.flush_all()

    def _create(self, model, keys, values):
        """Create records in one go and name them, for whoever looks for them later."""
        records = self.env[model].create(values)
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"{XMLID_MODULE}.{model.replace('.', '_')}_{key.replace('.', '_')}",
                    "record": record,
                    "noupdate": True,
                }
                for key, record in zip(keys, records, strict=True)
            ]
        )
        return dict(zip(keys, records, strict=True))

    def _set_up_company(self):
        company = self.company
        if company.name.startswith(PLACEHOLDERS):
            company.write(people.COMPANY[self.language])
        if not company.alias_domain_id:
            domains = self.env["mail.alias.domain"]
            company.alias_domain_id = domains.search([], limit=1) or domains.create(
                {"name": people.MAIL_DOMAIN[self.language]}
            )

    def _set_up_people(self):
        self._create_staff()
        self._create_portal_users()
        # Everybody knows these passwords: hashing them at length would cost seconds for nothing.
        crypt = self.env["res.users"]._crypt_context().copy()
        crypt.update(pbkdf2_sha512__rounds=1000)
        for login, user in self.users.items():
            user._set_encrypted_password(user.id, crypt.hash(login))

    def _create_staff(self):
        domain = people.MAIL_DOMAIN[self.language]
        self.users = self._create(
            "res.users",
            [u.login for u in people.USERS],
            [
                {
                    "name": getattr(user, self.language),
                    "login": user.login,
                    "email": f"{user.login}@{domain}",
                    "lang": self.env.lang,
                    "tz": people.ZONE[self.language],
                    "notification_type": "inbox",
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                    "group_ids": [
                        Command.set(
                            [
                                self.env.ref("base.group_user").id,
                                *(self.env.ref(self._group(name)).id for name in user.groups),
                            ]
                        )
                    ],
                }
                for user in people.USERS
            ],
        )

    @staticmethod
    def _group(name):
        return name if "." in name else f"aftersales_addon.group_{name}"

    def _set_up_teams(self):
        self.teams["service"] = self.env.ref("aftersales_addon.team_service")
        self.teams |= self._create(
            "aftersales.team",
            ["technical", "aftersales"],
            [
                {
                    "name": people.TEAMS[key][self.language],
                    "alias_name": people.TEAMS[key]["alias"],
                    "company_id": self.company.id,
                    "sequence": 20,
                }
                for key in ("technical", "aftersales")
            ],
        )
        for key, team in self.teams.items():
            members = [self.users[user.login].id for user in people.USERS if key in user.teams]
            team.write(
                {
                    "leader_id": self.users["lena.leader"].id,
                    "member_ids": [Command.set(members)],
                }
            )
        for nature, key in people.CATEGORY_TEAMS.items():
            self.category(nature).team_id = self.teams[key]

    def _set_up_customers(self):
        rows = {key: self.text(pair) for key, pair in people.CUSTOMERS.items()}
        countries = self.env["res.country"].search([])
        country = {country.code: country.id for country in countries}
        zone = {"tz": people.ZONE["zh"]} if self.language == "zh" else {}
        self.customers = self._create(
            "res.partner",
            list(rows),
            [
                {
                    "name": row.name,
                    "is_company": bool(row.contact),
                    "street": row.street,
                    "zip": row.zip,
                    "city": row.city,
                    "country_id": country[row.country],
                    "phone": row.phone,
                    "email": f"info@{row.email.partition('@')[2]}" if row.contact else row.email,
                    "lang": self.env.lang,
                    **zone,
                }
                for row in rows.values()
            ],
        )
        with_contact = {key: row for key, row in rows.items() if row.contact}
        contacts = self._create(
            "res.partner",
            [f"{key}_contact" for key in with_contact],
            [
                {
                    "name": row.contact,
                    "parent_id": self.customers[key].id,
                    "type": "contact",
                    "function": row.function,
                    "phone": row.phone,
                    "email": row.email,
                    "lang": self.env.lang,
                    **zone,
                }
                for key, row in with_contact.items()
            ],
        )
        self.contacts = self.customers | {key: contacts[f"{key}_contact"] for key in with_contact}

    def _create_portal_users(self):
        self.users |= self._create(
            "res.users",
            [login for login, __ in people.PORTAL_USERS],
            [
                {
                    "login": login,
                    "partner_id": self.contacts[key].id,
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                    "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                }
                for login, key in people.PORTAL_USERS
            ],
        )

    def _set_up_products(self):
        chinese = self.language == "zh"
        categories = self._create(
            "product.category",
            list(catalogue.CATEGORIES),
            [
                {
                    "name": names[chinese],
                    "aftersales_warranty_months": months,
                    "aftersales_goods": goods,
                }
                for *names, months, goods in catalogue.CATEGORIES.values()
            ],
        )
        in_yuan = self.company.currency_id == self.env.ref("base.CNY")
        self.products = self._create(
            "product.product",
            list(catalogue.PRODUCTS),
            [
                {
                    "name": getattr(row, self.language),
                    "default_code": row.code,
                    "type": "consu",
                    "is_storable": True,
                    "tracking": row.tracking,
                    "categ_id": categories[row.category].id,
                    "list_price": row.price_cny if in_yuan else row.price,
                    "standard_price": round(row.cost * row.price_cny / row.price)
                    if in_yuan
                    else row.cost,
                    "invoice_policy": "delivery",
                    "aftersales_warranty_policy": row.policy,
                    "aftersales_warranty_months": row.months,
                }
                for row in catalogue.PRODUCTS.values()
            ],
        )
        if chinese and not in_yuan:
            self._set_up_pricelist()

    def _set_up_rights(self):
        """Put the law in force, for the trader sells to many countries, and our own warranty."""
        policies = self.env["aftersales.rights.policy"]
        law = [("template", "=", True), ("regime", "!=", "commercial")]
        policies.search(law).action_activate()
        terms = self.env["product.category"].browse(
            {product.categ_id.id for product in self.products.values()}
        )
        for months, categories in terms.grouped("aftersales_warranty_months").items():
            if template := policies.search([("code", "=", f"COM-standard-{months}")]):
                own = template.copy(
                    {
                        "code": f"COM-{months}",
                        "product_category_ids": [Command.set(categories.ids)],
                    }
                )
                own.version_ids.action_release()

    def _set_up_pricelist(self):
        """Let the Chinese trader sell in yuan, whatever currency the company keeps its books in."""
        yuan = self.env.ref("base.CNY")
        yuan.active = True
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "人民币价目表",
                "currency_id": yuan.id,
                "company_id": self.company.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": self.products[key].product_tmpl_id.id,
                            "compute_price": "fixed",
                            "fixed_price": row.price_cny,
                        }
                    )
                    for key, row in catalogue.PRODUCTS.items()
                ],
            }
        )
        for customer in self.customers.values():
            customer.property_product_pricelist = pricelist

    def _set_up_stock(self):
        """Count what is in stock, as on the day the shop opens."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        sold, counted = Counter(), []
        for __, __, goods in catalogue.ORDERS:
            for product, quantity in self._basket(goods):
                sold[product] += quantity
        for key, row in catalogue.PRODUCTS.items():
            product = self.products[key]
            quantity = sold[product] + catalogue.LEFT_IN_STOCK
            if row.tracking == "none":
                counted.append((product, False, quantity))
                continue
            by_lot = row.tracking == "lot"
            amount, each = (catalogue.LOTS, quantity // 2) if by_lot else (quantity, 1)
            names = self._lot_names(row, amount)
            lots = self.env["stock.lot"].create(
                [
                    {"name": name, "product_id": product.id, "company_id": self.company.id}
                    for name in names
                ]
            )
            counted += [(product, lot.id, each) for lot in lots]
        self.env["stock.quant"].with_context(inventory_mode=True).create(
            [
                {
                    "product_id": product.id,
                    "lot_id": lot,
                    "location_id": warehouse.lot_stock_id.id,
                    "inventory_quantity": quantity,
                }
                for product, lot, quantity in counted
            ]
        ).action_apply_inventory()

    def _lot_names(self, row, amount):
        series = catalogue.SERIES
        if row.tracking == "lot":
            return [f"{row.code}-{series}-{letter}" for letter in "ABCDEFG"[:amount]]
        first = 1000 + self.dice.randrange(4000)
        numbers, number = [], first
        for __ in range(amount):
            number += self.dice.randint(1, 9)
            numbers.append(f"{row.code}-{series}{number}")
        return numbers

    # === SELLING === #

    def plan_orders(self, stories):
        """Plan the consignments: some orders are confirmed, sent and invoiced together."""
        size = catalogue.CONSIGNMENT
        orders = [
            (self.clock.before(self.clock.end, 9 * ago - self.dice.uniform(0, 7)), customer, goods)
            for ago, customer, goods in catalogue.ORDERS
        ]
        for first in range(0, len(orders), size):
            together = orders[first : first + size]
            last = first + size >= len(orders)
            stories.add(together[-1][0], self._sell(together, invoice=not last))

    def _sell(self, rows, invoice):
        env = self.as_user("sam.sales")
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": self.customers[customer].id,
                    "user_id": env.uid,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": quantity})
                        for product, quantity in self._basket(goods)
                    ],
                }
                for __, customer, goods in rows
            ]
        )
        orders.action_confirm()
        for order, (ordered_at, *__) in zip(orders, rows, strict=True):
            order.date_order = ordered_at
        yield self.clock.after(self.clock.instant, self.dice.uniform(5, 16))
        self.send(orders.picking_ids)
        if not invoice:
            return
        yield self.clock.after(self.clock.instant, self.dice.uniform(1, 6))
        self.post(orders._create_invoices(grouped=True))

    def _basket(self, goods):
        for item in goods.split():
            key, __, quantity = item.partition(":")
            yield self.products[key], int(quantity or 1)

    # === LOOKING UP === #

    def contact_of(self, customer):
        """Return who writes and calls for a customer."""
        key = next(key for key, record in self.customers.items() if record == customer)
        return self.contacts[key]
