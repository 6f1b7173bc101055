"""Public holidays and make-up days from a file: iCalendar (RFC 5545) or a table (CSV).

Of an iCalendar file the whole-day events count (``VALUE=DATE``, 3.3.4; ``DTEND`` is exclusive,
3.6.1); a yearly rule (3.3.10) is expanded for five years. As the public calendars of China have it,
a summary with 休 or 放假 is a day off, one with 班 is worked (调休). Of a table the columns date,
name and hours count, found by their headings, English or Chinese.

The file comes from anywhere: sizes, depths and years are limited, and every fault names its line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import workdays

BYTES = 5_000_000
EVENTS = 5_000
DAYS = 10_000
DEPTH = 50
LONGEST = 366  # days of one event
YEARS = range(1970, 2101)
EXPANDED = 5  # years of a yearly rule
NAME = 200  # characters kept of a name

ENCODINGS = ("utf-8", "gb18030", "cp1252")
WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "monday mon 周一 星期一 礼拜一",
            "tuesday tue 周二 星期二 礼拜二",
            "wednesday wed 周三 星期三 礼拜三",
            "thursday thu 周四 星期四 礼拜四",
            "friday fri 周五 星期五 礼拜五",
            "saturday sat 周六 星期六 礼拜六",
            "sunday sun 周日 星期日 礼拜日 周天 星期天 礼拜天",
        )
    )
    for word in words.split()
}
OFF_WORDS = frozenset({"", "-", "0", "no", "n", "false", "off", "holiday", "closed", "否"})
WORKED_WORDS = frozenset({"1", "yes", "y", "true", "on", "work", "worked", "workday", "是"})
HEADINGS = {
    "date": ("date", "day", "日期", "放假日期"),
    "name": (
        "name",
        "holiday",
        "occasion",
        "summary",
        "description",
        "名称",
        "节日",
        "节假日",
        "说明",
    ),
    "worked": (
        "worked",
        "hours",
        "working hours",
        "workday",
        "工作时间",
        "上班时间",
        "班",
        "类型",
        "type",
    ),
}

_WORKED = re.compile(r"补班|上班|调班|make-?up (?:work)?(?:ing )?day|working day|workday", re.I)
_OFF = re.compile(r"休|放假")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T000000Z?)?")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")
_DAY = timedelta(days=1)


class ImportFault(ValueError):
    """What is wrong with a file: a ``code``, the ``line`` (0: all of it) and the ``text`` found.

    Codes: ``empty``, ``size``, ``binary``, ``encoding``, ``events``, ``days``, ``nested``,
    ``unclosed``, ``date``, ``years``, ``timed``, ``backwards``, ``long``, ``rule``, ``hours``,
    ``column``, ``table``, ``twice``.
    """

    def __init__(self, code: str, line: int = 0, text: str = ""):
        super().__init__(f"{code} at line {line}: {text!r}")
        self.code, self.line, self.text = code, line, text[:80]


@dataclass(frozen=True, slots=True)
class Day:
    """One day that differs from the week.

    ``worked`` with ``hours`` (``9:00-12:00, 13:00-18:00``), or as on a ``weekday`` (Monday 0), or
    as usual when neither is given.
    """

    date: date
    name: str
    worked: bool = False
    hours: str = ""
    weekday: int | None = None
    line: int = 0


def parse(data: bytes, today: date, encoding: str = "utf-8", day_first: bool = True) -> list[Day]:
    """Return the days of a file in order, each date once.

    :param today: from its year on a yearly rule is expanded
    :param encoding: one of ``ENCODINGS``; a byte order mark wins
    :param day_first: how ``3/4/2026`` is read: as 3 April, or else as March 4
    :raises ImportFault: if anything of it cannot be understood
    """
    text = _decoded(data, encoding)
    if not text.strip():
        raise ImportFault("empty")
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        days = _calendar_days(text, today)
    else:
        days = _table_days(text, day_first)
    return _once(days)


def _decoded(data: bytes, encoding: str) -> str:
    if len(data) > BYTES:
        raise ImportFault("size")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportFault("encoding", data.count(b"\n", 0, error.start) + 1) from error
    if "\x00" in text:
        raise ImportFault("binary", text.count("\n", 0, text.index("\x00")) + 1)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _once(days: Iterable[Day]) -> list[Day]:
    """Return each date once, in order; two that say different things are a fault."""
    found: dict[date, Day] = {}
    for day in days:
        known = found.get(day.date)
        if known and replace(known, name="", line=0) != replace(day, name="", line=0):
            raise ImportFault("twice", day.line, day.date.isoformat())
        if not known:
            found[day.date] = day
            if len(found) > DAYS:
                raise ImportFault("days", day.line)
    return sorted(found.values(), key=lambda day: day.date)


# === ICALENDAR === #


def _calendar_days(text: str, today: date) -> Iterator[Day]:
    count, total = 0, 0
    for event, line in _events(text):
        count += 1
        if count > EVENTS:
            raise ImportFault("events", line)
        if event.get("STATUS", ("", 0))[0].upper() == "CANCELLED":
            continue
        for day in _event_days(event, line, today):
            total += 1
            if total > DAYS:
                raise ImportFault("days", line)
            yield day


def _events(text: str) -> Iterator[tuple[dict[str, tuple[str, int]], int]]:
    """Yield each event: its properties (value, line) by name, and the line it begins at."""
    depth, event, inside, began = 0, None, 0, 0
    for line, content in _unfolded(text):
        name, value = _property(content)
        if name == "BEGIN":
            depth += 1
            if depth > DEPTH:
                raise ImportFault("nested", line)
            if value.upper() == "VEVENT" and event is None:
                event, inside, began = {}, depth, line
        elif name == "END":
            if event is not None and depth == inside:
                yield event, began
                event = None
            depth = max(depth - 1, 0)
        elif event is not None and depth == inside:
            event.setdefault(name, (value, line))
    if event is not None:
        raise ImportFault("unclosed", began)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number, content) of the lines, those that were folded as one (RFC 5545, 3.1)."""
    parts: list[str] = []
    began = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] in (" ", "\t") and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield began, "".join(parts)
        parts, began = ([line], number) if line.strip() else ([], 0)
    if parts:
        yield began, "".join(parts)


def _property(content: str) -> tuple[str, str]:
    """Return the name and the value of a line; parameters may quote a colon."""
    quoted = False
    for index, character in enumerate(content):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            name = content[:index].partition(";")[0].strip().upper()
            return name, content[index + 1 :].strip()
    return "", ""


def _event_days(event: dict[str, tuple[str, int]], line: int, today: date) -> Iterator[Day]:
    start = _event_date(event, "DTSTART", line)
    end = _event_date(event, "DTEND", line) if "DTEND" in event else start + _DAY
    if "DTEND" not in event and "DURATION" in event:
        end = start + _duration(*event["DURATION"])
    if end < start:
        raise ImportFault("backwards", line, f"{start} > {end}")
    length = max((end - start).days, 1)  # some write the same day as its end
    if length > LONGEST:
        raise ImportFault("long", line, f"{length}")
    words = _plain(event.get("SUMMARY", ("", 0))[0])
    hint = f"{words} {_plain(event.get('DESCRIPTION', ('', 0))[0])}"
    starts = _occurrences(start, *event["RRULE"], today) if "RRULE" in event else [start]
    for first in starts:
        for number in range(length):
            yield _named(first + number * _DAY, words, hint, line)


def _named(day: date, words: str, hint: str, line: int) -> Day:
    """Return the day as its words have it: worked or off, and as on which weekday."""
    worked = _is_worked(words)
    weekday = None
    if worked:
        told = (WEEKDAYS[word] for word in _WEEKDAY.findall(hint))
        weekday = next((number for number in told if number != day.weekday()), None)
    return Day(day, words[:NAME], worked, weekday=weekday, line=line)


def _is_worked(words: str) -> bool:
    return bool(_WORKED.search(words)) or ("班" in words and not _OFF.search(words))


def _event_date(event, name: str, line: int) -> date:
    if name not in event:
        raise ImportFault("date", line)
    value, line = event[name]
    if "T" in value and not _COMPACT.fullmatch(value):
        raise ImportFault("timed", line, value)
    match = _COMPACT.fullmatch(value)
    if not match:
        raise ImportFault("date", line, value)
    return _date(*match.groups(), line, value)


def _duration(value: str, line: int) -> timedelta:
    match = re.fullmatch(r"P(?:(\d{1,3})W|(\d{1,4})D)", value)
    if not match:
        raise ImportFault("timed", line, value)
    weeks, days = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days)


def _occurrences(start: date, rule: str, line: int, today: date) -> list[date]:
    """Return when a yearly rule occurs in five years, from this one or its first on."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";") if part)
    fixed = {"BYMONTH": str(start.month), "BYMONTHDAY": str(start.day)}
    known = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", *fixed}
    repeats = parts.get("FREQ") == "YEARLY" and parts.keys() <= known
    if not repeats or any(parts.get(name, value) != value for name, value in fixed.items()):
        raise ImportFault("rule", line, rule)
    if not all(
        re.fullmatch(r"[1-9]\d{0,4}", parts.get(name, "1")) for name in ("INTERVAL", "COUNT")
    ):
        raise ImportFault("rule", line, rule)
    step = int(parts.get("INTERVAL", 1))
    until = date.max
    if "UNTIL" in parts:
        match = _COMPACT.match(parts["UNTIL"])
        if not match:
            raise ImportFault("rule", line, rule)
        until = _date(*match.groups(), line, rule)
    first = max(start.year, today.year)
    dates = []
    left = int(parts.get("COUNT", 10**5))
    for year in range(start.year, first + EXPANDED, step):
        try:
            day = start.replace(year=year)
        except ValueError:  # 29 February
            continue
        if left <= 0 or day > until:
            break
        left -= 1
        if year >= first:
            dates.append(day)
    return dates


def _plain(value: str) -> str:
    """Return a text without its escapes (RFC 5545, 3.3.11) and without what cannot be seen."""
    value = re.sub(
        r"\\([nN,;\\])", lambda match: {"n": " ", "N": " "}.get(match[1], match[1]), value
    )
    return _UNSEEN.sub(" ", value).strip()


# === TABLE === #


def _table_days(text: str, day_first: bool) -> Iterator[Day]:
    first = next(line for line in text.split("\n") if line.strip())
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(text.split("\n"), delimiter=delimiter)
    columns = None
    try:
        for row in rows:
            cells = [_UNSEEN.sub(" ", cell).strip() for cell in row]
            if not any(cells):
                continue
            if columns is None:
                columns = _columns(cells, rows.line_num)
                if "heading" in columns:
                    continue
            yield _row_day(cells, columns, rows.line_num, day_first)
    except csv.Error as error:
        raise ImportFault("table", rows.line_num, str(error)) from error


def _columns(cells: list[str], line: int) -> dict[str, int]:
    """Return where the columns are: by their headings, or in the order date, name, worked."""
    if _YEAR_FIRST.match(cells[0]) or _YEAR_LAST.match(cells[0]) or _COMPACT.match(cells[0]):
        return {"date": 0, "name": 1, "worked": 2}
    columns = {"heading": 0}
    for index, cell in enumerate(cells):
        heading = cell.lower()
        name = next((name for name, words in HEADINGS.items() if heading in words), None)
        if name:
            columns.setdefault(name, index)
    if "date" not in columns:
        raise ImportFault("column", line, ", ".join(cells))
    return columns


def _row_day(cells: list[str], columns: dict[str, int], line: int, day_first: bool) -> Day:
    def cell(name):
        index = columns.get(name, len(cells))
        return cells[index] if index < len(cells) else ""

    day = _table_date(cell("date"), line, day_first)
    name, worked = cell("name")[:NAME], cell("worked")
    if "worked" not in columns or columns["worked"] >= len(cells):
        return _named(day, name, name, line)
    word = worked.lower()
    if word in WEEKDAYS:
        return Day(day, name, True, weekday=WEEKDAYS[word], line=line)
    if _is_worked(worked) or word in WORKED_WORDS:
        return replace(_named(day, name, f"{name} {worked}", line), worked=True)
    if word in OFF_WORDS or _OFF.search(worked):
        return Day(day, name, line=line)
    try:
        workdays.parse_hours(worked)
    except workdays.HoursError as error:
        raise ImportFault("hours", line, worked) from error
    return Day(day, name, True, hours=worked, line=line)


def _table_date(text: str, line: int, day_first: bool) -> date:
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _date(*match.groups(), line, text)
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = match.groups()
        day, month = (first, second) if day_first else (second, first)
        return _date(year, month, day, line, text)
    raise ImportFault("date", line, text)


def _date(year: str, month: str, day: str, line: int, text: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError as error:
        raise ImportFault("date", line, text) from error
    if found.year not in YEARS:
        raise ImportFault("years", line, text)
    return found
