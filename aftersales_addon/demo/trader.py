"""The trader of the demo and its people, whoever tells of them."""

from ..models.ticket.event_mixin import Source

# The demo's records outlive an uninstallation of the module, as a company's own would.
XMLID_MODULE = "aftersales_demo"


class Trader:
    """A company, the clock it goes by, its language, and its people by their logins."""

    def __init__(self, env, clock, zh):
        self.env, self.clock = env, clock
        self.language = "zh" if zh else "en"
        self.company = env.company
        self.users, self.teams = {}, {}

    def text(self, pair):
        """Return the English or the Chinese one of two."""
        return pair[self.language == "zh"]

    def as_user(self, login):
        """Return the environment of one of the trader's people."""
        user = self.users[login]
        return self.env(
            user=user.id,
            su=False,
            context={
                **self.env.context,
                "tz": user.tz,
                "uid": user.id,
                "aftersales_source": Source("web"),
            },
        )

    def category(self, nature):
        return self.env.ref(f"aftersales_addon.category_{nature}")

    def send(self, pickings):
        """Let the warehouse validate transfers as they are."""
        pickings = self.as_user("will.warehouse")["stock.picking"].browse(pickings.ids)
        pickings.move_ids.picked = True
        pickings.with_context(skip_backorder=True).button_validate()

    def post(self, moves):
        """Let accounting post what is a draft."""
        self.as_user("alice.accounting")["account.move"].browse(moves.ids).action_post()


def demo_language(env):
    """Return zh_CN where the administrator or the company reads Chinese, else en_US."""
    readers = env.ref("base.user_admin").partner_id | env.ref("base.main_company").partner_id
    return "zh_CN" if "zh_CN" in readers.mapped("lang") else "en_US"
