// On a list of two tickets whose first answer is due in five minutes.
const { describe, sayDuration, secondsLeft } = odoo.loader.modules.get(
    "@aftersales_addon/sla_countdown/countdown"
);
const { everySecond } = odoo.loader.modules.get("@aftersales_addon/sla_countdown/ticker");
const { browser } = odoo.loader.modules.get("@web/core/browser/browser");

const expect = (found, wanted, what) => {
    if (String(found) !== String(wanted)) {
        console.error(`${what}: ${found}, not ${wanted}`);
    }
};
const texts = () =>
    [...document.querySelectorAll(".o_sla_countdown")].map((node) => node.textContent.trim());
const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

(async () => {
    // === COUNTING === //
    const [before] = texts();
    expect(/^4 min \d\d s left, due (today|tomorrow) /.test(before), true, `at first: ${before}`);
    await wait(2.2);
    expect(texts()[0] === before, false, "two seconds later it is the same");

    // === ONE TIMER === //
    let timers = 0;
    const setInterval = browser.setInterval;
    browser.setInterval = (...args) => (timers++, setInterval(...args));
    const stops = [everySecond(() => {}), everySecond(() => {})];
    stops.forEach((stop) => stop());
    browser.setInterval = setInterval;
    expect(timers, 0, "timers beside the one of the page");

    // === LATE === //
    const now = Date.now;
    Date.now = () => now() + 20 * 60 * 1000;
    await wait(2.2);
    expect(/^late by 15 min$/.test(texts()[0]), true, `twenty minutes later: ${texts()[0]}`);
    const node = document.querySelector(".o_sla_countdown");
    expect(node.classList.contains("text-bg-danger"), true, "its colour");
    expect(Boolean(node.querySelector(".fa-exclamation-triangle")), true, "its icon");
    for (const words of ["First Response", "late by 15 min", "due "]) {
        const label = node.getAttribute("aria-label");
        expect(label.toLowerCase().includes(words.toLowerCase()), true, `“${words}” in ${encodeURI(label)}`);
    }
    Date.now = now;

    // === WORKING TIME === //
    const friday = {
        state: "running",
        now: "2026-03-06T16:00:00Z",
        due: "2026-03-09T09:00:00Z",
        left: 7200,
        spans: [
            ["2026-03-06T16:00:00Z", "2026-03-06T17:00:00Z"],
            ["2026-03-09T08:00:00Z", "2026-03-09T12:00:00Z"],
        ],
    };
    const at = (instant) => secondsLeft(friday, Date.parse(instant));
    expect(at("2026-03-06T16:30:00Z"), 5400, "half an hour later");
    expect(at("2026-03-08T12:00:00Z"), 3600, "on Sunday");
    expect(at("2026-03-09T09:00:00Z"), 0, "when due");
    expect(at("2026-03-09T09:10:00Z"), -600, "ten minutes late");

    // === WORDS === //
    expect(sayDuration(4800), "1 h 20", "80 minutes");
    expect(sayDuration(720), "12 min", "12 minutes");
    expect(sayDuration(59), "59 s", "59 seconds");
    expect(sayDuration(500000), "138 h", "many hours");
    const paused = { state: "paused", left: 25200, waits: "waits for the customer" };
    expect(describe(paused, 0).text, "paused, 7 h 00 left, waits for the customer", "paused");
    expect(describe({ state: "pending" }, 0).text, "cannot be counted", "pending");
    console.log("test successful");
})();
