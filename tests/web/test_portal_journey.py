"""A customer on a phone: asks for help, reads the answer, replies, says that it is solved."""

import time

from portal_common import PortalCase

PHONE = "390x844"

FILL_AND_SEND_TWICE = """
    const form = document.querySelector("form[action='/my/tickets/new']");
    form.category.value = form.category.options[1].value;
    form.name.value = "Kettle leaks";
    form.description.value = "Below, since yesterday.";
    const files = new DataTransfer();
    files.items.add(new File(["photo"], "photo.txt", { type: "text/plain" }));
    form.files.files = files.files;
    if (!form.checkValidity()) throw new Error("the form is not complete");
    const send = () => fetch(form.action, { method: "POST", body: new FormData(form) });
    const pages = [await send(), await send()];
    if (!/my\\/tickets\\/\\d+\\?notice=opened/.test(pages[0].url)) throw new Error(pages[0].url);
    if (pages[0].url !== pages[1].url) throw new Error("two tickets of one form");
"""

REPLY = """
    const wait = async (find) => {
        for (let i = 0; i < 100; i++) {
            const found = find();
            if (found) return found;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error("not found: " + find);
    };
    const root = await wait(() => document.querySelector("#chatterRoot")?.shadowRoot);
    const input = await wait(() => root.querySelector("textarea.o-mail-Composer-input"));
    await wait(() => root.textContent.includes("Does the lamp blink?"));
    input.value = "Yes, it blinks";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    (await wait(() => root.querySelector(".o-mail-Composer-send:enabled"))).click();
    await wait(() => root.querySelector(".o-mail-Thread")?.textContent.includes("Yes, it blinks"));
"""

FITS = """
    const wide = document.documentElement.scrollWidth;
    if (wide > window.innerWidth) throw new Error(`the page is ${wide} px wide`);
"""


class TestPortalJourney(PortalCase):
    browser_size = PHONE

    def assert_runs_on(self, url, code, user=None):
        self.env.flush_all()
        script = f"(async () => {{ {code} console.log('test successful'); }})()"
        self.browser_js(
            url, script, "!!document.querySelector('#wrap')", login=user.login if user else None
        )
        self.env.invalidate_all()

    def test_customer_asks_for_help_with_a_unit(self):
        self.assert_runs_on(
            f"/my/tickets/new?unit={self.unit.id}", FITS + FILL_AND_SEND_TWICE, self.owner
        )
        ticket = self.env["aftersales.ticket"].search([("name", "=", "Kettle leaks")])
        self.assertRecordValues(ticket, [{"channel": "portal", "lot_id": self.unit.lot_id.id}])
        self.assertEqual(ticket._portal_attachments().mapped("name"), ["photo.txt"])

    def test_customer_replies_in_the_conversation(self):
        self.ticket.with_user(self.agent).message_post(
            body="Does the lamp blink?", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        for user, token in ((self.owner, None), (None, self.ticket._portal_ensure_token())):
            self.move(self.ticket, "waiting")
            query = f"?access_token={token}" if token else ""
            self.assert_runs_on(f"/my/tickets/{self.ticket.id}{query}", FITS + REPLY, user)
            self.assert_wakes(self.ticket)
            message = self.ticket.message_ids.filtered(lambda m: m.message_type == "comment")[:1]
            self.assertEqual(message.author_id, self.customer)

    def assert_wakes(self, ticket):
        """The page shows a message before the server has taken it: give it ten seconds."""
        for __ in range(100):
            ticket.invalidate_recordset()
            if ticket.state == "in_progress":
                return
            time.sleep(0.1)
        self.fail(f"{ticket.display_name} is still {ticket.state}")

    def test_pages_fit_a_phone(self):
        self.ticket.name = (
            "Averylongwordwithoutanyspacesthatmustbebrokensomewhereonasmallscreen" * 2
        )
        for url in ("/my", "/my/tickets", "/my/units", f"/my/tickets/{self.ticket.id}"):
            self.assert_runs_on(url, FITS, self.owner)
