"""What a hostile mail does in the browser of whoever reads it: nothing (T16, T17; G13)."""

import json
import re

from portal_common import PortalCase
from profiles import profile
from test_mail_intake import MailIntakeCase

CANARY = "canary.example"
JS = "(new Image).src='//" + CANARY + "/{n}'"
URL = "//" + CANARY + "/{n}"
# {js} runs a script that reports to the canary, {url} is fetched from it by itself.
VECTORS = (
    "<script>{js}</script>",
    "<script src='{url}'></script>",
    "<scr<script>ipt>{js}</scr</script>ipt>",
    "<img src=x onerror={quoted}>",
    "<img src=x onerror={quoted}//",
    "<img src='x' onerror\n=\n{quoted}>",
    "<svg onload={quoted}></svg>",
    "<svg><script>{js}</script></svg>",
    "<svg><animate onbegin={quoted} attributeName=x dur=1s></svg>",
    "<svg><image href='{url}'></svg>",
    "<body onload={quoted}>",
    "<input autofocus onfocus={quoted}>",
    "<select autofocus onfocus={quoted}></select>",
    "<textarea autofocus onfocus={quoted}></textarea>",
    "<details open ontoggle={quoted}>x</details>",
    "<video src=x onerror={quoted}></video>",
    "<video poster='{url}'></video>",
    "<audio src=x onerror={quoted}></audio>",
    "<iframe srcdoc=\"<script>{js}</script>\"></iframe>",
    "<iframe src=\"javascript:{js}\"></iframe>",
    "<iframe src='{url}'></iframe>",
    "<object data='{url}'></object>",
    "<embed src='{url}'>",
    "<style>@import '{url}';</style>",
    "<link rel=stylesheet href='{url}'>",
    "<meta http-equiv=refresh content='0;url={url}'>",
    "<base href='{url}/'><img src=relative.png>",
    "<div style=\"background:url('{url}')\">x</div>",
    "<table background='{url}'><tr><td>x</td></tr></table>",
    "<noscript><p title=\"</noscript><img src=x onerror={quoted}>\"></noscript>",
    "<math><mtext><table><mglyph><style><img src=x onerror={quoted}></style></table></mtext></math>",
    "<!--><img src=x onerror={quoted}>-->",
    "\"><img src=x onerror={quoted}>",
    "<t t-out=\"{js}\" t-on-click=\"{js}\"/>{{{{constructor.constructor({quoted})()}}}}",
)  # fmt: skip
FORMS = (
    lambda text: text,
    lambda text: re.sub(r"<\w+| on\w+", lambda match: match[0].upper(), text),
    lambda text: text.replace(" ", "/", 1),
)
PER_PAGE = 25  # messages that a page shows at once
OVERLAY = (
    "<div style='position:fixed;top:0;z-index:9999;width:100%'>Pay here</div>"
    "<img src='https://canary.example/seen.gif'><img srcset='//canary.example/2.gif 2x'>"
)

LISTED = """
    const titles = document.querySelector(".o_content").textContent;
    if (!titles.includes("onerror")) { throw new Error("the tickets are not on the page"); }
"""
READ = """
    const bodies = [...root.querySelectorAll(".o-mail-Message-body")];
    if (!bodies.length) { throw new Error("no message is on the page"); }
    for (const element of bodies.flatMap((body) => [...body.querySelectorAll("*")])) {
        if (["fixed", "absolute", "sticky"].includes(getComputedStyle(element).position)) {
            throw new Error(`covers the page: ${element.outerHTML}`);
        }
    }
"""


def payloads(count):
    """Return as many payloads, each of which tells its number."""
    made = []
    for form in FORMS:
        for vector in VECTORS:
            js = JS.format(n=len(made))
            text = vector.format(js=js, quoted=f'"{js}"', url=URL.format(n=len(made)))
            made.append(form(text))
    return made[:count]


class TestHostilePages(PortalCase, MailIntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payloads = payloads(profile(len(VECTORS), len(VECTORS) * len(FORMS)))
        cls.outgoing = []

    def fetch_proxy(self, url):
        """Note whatever the browser asks of another server; it gets nothing."""
        self.outgoing.append(url)
        return super().fetch_proxy(url)

    def mail_html(self, payload, **options):
        name = payload.replace("\n", " ").replace("\\", "").replace('"', "'")
        return self.receive(
            subject=payload.replace("\n", " "),
            body=f"<p>Help {payload}</p>{options.pop('more', '')}",
            content_type="text/html; charset=utf-8",
            **{"sender": f'"{name}" <ann@bright.example>', **options},
        )

    def open_page(self, url, ready, code, user=None, root="document"):
        """Open the page, let it have its time, and see that nothing was fetched from elsewhere."""
        del self.outgoing[:]
        self.env.flush_all()
        script = f"""(async () => {{
            const root = {root};
            {code}
            await new Promise((resolve) => setTimeout(resolve, 500));
            console.log("test successful");
        }})()"""
        self.browser_js(url, script, ready, login=user.login if user else None)
        self.env.invalidate_all()
        self.assertFalse(self.outgoing, url)

    def test_lists_show_names_and_run_nothing(self):
        """T16: names of tickets and of senders, on cards and in rows."""
        self.env["ir.config_parameter"].set_param("aftersales_addon.mail_flood_limit", "1000")
        for number, payload in enumerate(self.payloads):
            ticket = self.mail_html(payload, sender=f"x{number}@new.example")
            ticket.partner_name = payload
            ticket.user_id = self.agent
        for view, item in (("kanban", ".o_kanban_record"), ("list", ".o_data_row")):
            action = self.env["ir.actions.act_window"].create(
                {
                    "name": "All",
                    "res_model": "aftersales.ticket",
                    "view_mode": f"{view},form",
                }
            )
            ready = f"document.querySelectorAll('{item}').length >= {len(self.payloads) // 2}"
            self.open_page(f"/odoo/action-{action.id}", ready, LISTED, self.supervisor)

    def test_conversation_shows_text_and_runs_nothing(self):
        """T16, T17: bodies, subjects and names, in the web client, the portal and the mails to others."""
        self.env["ir.config_parameter"].set_param("aftersales_addon.mail_flood_limit", "1000")
        for start in range(0, len(self.payloads), PER_PAGE):
            mails = []
            ticket = self.mail_html(self.payloads[start], more=OVERLAY)
            ticket.user_id = self.agent
            answered = self.our_last_mail(ticket) or ticket.message_ids[-1]
            page = self.payloads[start + 1 : start + PER_PAGE]
            for payload in page:
                self.assertEqual(self.mail_html(payload, reply_to_message=answered), ticket)
                mails += [mail["body"] for mail in self._mails]
            self.assertTrue(mails)  # to the agent
            ready = f".querySelectorAll('.o-mail-Message').length >= {len(page)}"
            self.open_page(
                f"/odoo/aftersales.ticket/{ticket.id}", f"document{ready}", READ, self.agent
            )
            root = "document.querySelector('#chatterRoot').shadowRoot"
            link = ticket.get_portal_url()
            self.open_page(link, f"{root}{ready}", READ, root=root)
            self.open_page(link, "!!document.querySelector('#wrap')", self.frames(mails))

    def frames(self, mails):
        """Show the mails as a program does that shows all it is given."""
        shown = json.dumps([str(body) for body in mails]).replace("</", "<\\/")
        return f"""
            for (const body of {shown}) {{
                const frame = document.createElement("iframe");
                frame.srcdoc = body;
                document.body.append(frame);
            }}
        """
