import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

const SOON = 30 * 60; // seconds left from which a promise is about to be broken
const WITH_SECONDS = 10 * 60; // below it, seconds are shown

/**
 * The working seconds that are left at an instant; negative when late.
 *
 * @param {Object} value as the server computes it: `left` at `now`, and `spans` of working time
 * @param {number} at milliseconds since 1970
 */
export function secondsLeft(value, at) {
    const since = Date.parse(value.now);
    let used = 0;
    for (const [from, to] of value.spans) {
        used += Math.max(0, Math.min(at, Date.parse(to)) - Math.max(since, Date.parse(from)));
    }
    return value.left - Math.floor(used / 1000);
}

/**
 * A duration as people say it: “1 h 20”, “12 min”, “9 min 05 s”.
 *
 * @param {number} seconds not negative
 */
export function sayDuration(seconds) {
    const two = (number) => String(number).padStart(2, "0");
    const [hours, minutes, rest] = [
        Math.floor(seconds / 3600),
        Math.floor((seconds % 3600) / 60),
        Math.floor(seconds % 60),
    ];
    if (hours >= 100) {
        return _t("%(hours)s h", { hours });
    }
    if (hours) {
        return _t("%(hours)s h %(minutes)s", { hours, minutes: two(minutes) });
    }
    if (seconds >= WITH_SECONDS) {
        return _t("%(minutes)s min", { minutes });
    }
    if (minutes) {
        return _t("%(minutes)s min %(seconds)s s", { minutes, seconds: two(rest) });
    }
    return _t("%(seconds)s s", { seconds: rest });
}

/** An instant as people say it: “today 4:40 PM”, “Mon, Nov 23, 9:30 AM”. */
function sayInstant(instant) {
    const time = instant.toLocaleString(DateTime.TIME_SIMPLE);
    const days = instant.startOf("day").diff(DateTime.local().startOf("day"), "days").days;
    const day =
        Math.abs(days) <= 1
            ? instant.toRelativeCalendar({ unit: "days" })
            : instant.toLocaleString({ weekday: "short", month: "short", day: "numeric" });
    return `${day} ${time}`;
}

/** An instant exactly, with its zone. */
function sayExactly(instant) {
    return `${instant.toLocaleString(DateTime.DATETIME_FULL_WITH_SECONDS)} (${instant.zoneName})`;
}

/**
 * What a countdown shows at an instant: colour, icon and words, each of which is enough.
 *
 * @param {Object} value as the server computes it
 * @param {number} at milliseconds since 1970
 * @returns {{text: string, exact: string, icon: string, look: string}}
 */
export function describe(value, at) {
    switch (value.state) {
        case "running":
            return describeRunning(value, at);
        case "paused": {
            const left = sayDuration(Math.max(0, value.left));
            const late = value.left < 0;
            const start = late
                ? _t("paused, late by %s", sayDuration(-value.left))
                : _t("paused, %s left", left);
            return {
                text: value.waits ? `${start}, ${value.waits}` : start,
                exact: _t("While paused it is not due."),
                icon: "fa-pause",
                look: late ? "text-danger" : "text-muted",
            };
        }
        case "pending":
            return {
                text: _t("cannot be counted"),
                exact: _t("The working hours are missing, empty or flexible."),
                icon: "fa-question-circle",
                look: "badge text-bg-warning",
            };
        case "met":
            return { text: _t("in time"), exact: "", icon: "fa-check", look: "text-success" };
        case "missed":
            return { text: _t("was late"), exact: "", icon: "fa-times", look: "text-danger" };
        case "excused":
            return { text: _t("late, excused"), exact: "", icon: "fa-times", look: "text-muted" };
    }
    return { text: _t("cancelled"), exact: "", icon: "fa-ban", look: "text-muted" };
}

function describeRunning(value, at) {
    const due = DateTime.fromISO(value.due);
    const left = secondsLeft(value, at);
    const exact = _t("due %s", sayExactly(due));
    if (left < 0) {
        return {
            text: _t("late by %s", sayDuration(-left)),
            exact,
            icon: "fa-exclamation-triangle",
            look: "badge text-bg-danger",
        };
    }
    return {
        text: _t("%(time)s left, due %(instant)s", {
            time: sayDuration(left),
            instant: sayInstant(due),
        }),
        exact,
        icon: left < SOON ? "fa-bell" : "fa-clock-o",
        look: left < SOON ? "badge text-bg-warning" : "",
    };
}
