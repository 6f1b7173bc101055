import { browser } from "@web/core/browser/browser";

/**
 * One timer for the whole page, however many countdowns are on it; none while there are none.
 */
const listeners = new Set();
let timer = null;

/**
 * @param {() => void} listener called every second
 * @returns {() => void} ends it
 */
export function everySecond(listener) {
    listeners.add(listener);
    timer ??= browser.setInterval(() => [...listeners].forEach((call) => call()), 1000);
    return () => {
        listeners.delete(listener);
        if (!listeners.size) {
            browser.clearInterval(timer);
            timer = null;
        }
    };
}

/** How far this computer's clock is ahead of the server's, in milliseconds. */
let ahead = Infinity;

/**
 * Learn the server's time from what it has just sent. What took its time on the way, or was kept
 * for a while, only looks as if this clock were further ahead: the least is the truest.
 *
 * @param {string} now the server's instant when it answered
 */
export function learnServerTime(now) {
    ahead = Math.min(ahead, Date.now() - Date.parse(now));
}

/** @returns {number} the server's time in milliseconds since 1970 */
export function serverTime() {
    return Date.now() - (ahead === Infinity ? 0 : ahead);
}
