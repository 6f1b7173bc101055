"""The days that differ from the week: what people write, and files of public holidays."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_addon.core import holidays, workdays

TODAY = date(2026, 1, 15)


def ics(*events, newline="\r\n"):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return newline.join([*lines, "END:VCALENDAR", ""]).encode()


def event(start, summary="Holiday", **more):
    lines = [f"DTSTART;VALUE=DATE:{start}", f"SUMMARY:{summary}"]
    return lines + [f"{name}:{value}" for name, value in more.items()]


def parse(data, **options):
    return holidays.parse(data if isinstance(data, bytes) else data.encode(), TODAY, **options)


def dates(data, **options):
    return [day.date for day in parse(data, **options)]


def fault(data, **options):
    with pytest.raises(holidays.ImportFault) as caught:
        parse(data, **options)
    return caught.value.code, caught.value.line


# === HOURS === #


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("9-12", [(9, 12)]),
        ("9:00-12:00, 13:30-18:00", [(9, 12), (13.5, 18)]),
        ("13：00～18：00；9：00～12：00", [(9, 12), (13, 18)]),
        ("0:00-24:00", [(0, 24)]),
    ],
)
def test_hours_are_read_as_people_write_them(text, spans):
    assert workdays.parse_hours(text) == spans


@pytest.mark.parametrize(
    "text", ["nine to five", "12-9", "9-9", "9-12, 11-13", "9:60-12", "20-25", "9-12 and tea"]
)
def test_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(workdays.HoursError):
        workdays.parse_hours(text)


minutes = st.integers(0, 24 * 60)


@given(st.lists(minutes, max_size=8, unique=True).map(sorted))
def test_formatted_hours_are_read_as_the_same(edges):
    spans = [(a / 60, b / 60) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    read = workdays.parse_hours(workdays.format_hours(spans))
    assert [tuple(round(hour * 60) for hour in span) for span in read] == [
        tuple(round(hour * 60) for hour in span) for span in spans
    ]


# === ICALENDAR === #


def test_whole_day_event_is_one_day_off():
    [day] = parse(ics(event("20260501", "Labour Day")))
    assert (day.date, day.name, day.worked) == (date(2026, 5, 1), "Labour Day", False)


def test_end_of_an_event_is_exclusive():
    data = ics(event("20261001", DTEND="20261004"))
    assert dates(data) == [date(2026, 10, day) for day in (1, 2, 3)]


def test_end_on_the_same_day_and_a_duration_are_understood():
    assert dates(ics(event("20261001", DTEND="20261001"))) == [date(2026, 10, 1)]
    assert len(dates(ics(event("20261001", DURATION="P1W")))) == 7


def test_chinese_feed_tells_days_off_from_make_up_days():
    days = parse(
        ics(
            event("20261001", "国庆节 休", DTEND="20261008"),
            event("20260920", "国庆节 班"),
            event("20261010", "国庆节（补班）"),
            event("20260215", "春节 放假"),
            event("20260228", "春节调休上班"),
        )
    )
    assert [day.date for day in days if day.worked] == [
        date(2026, 2, 28),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    assert sum(not day.worked for day in days) == 8


def test_make_up_day_may_name_the_weekday_it_stands_for():
    days = parse(
        ics(
            event("20260920", "国庆节 班（周日）", DESCRIPTION="补周四的班"),
            event("20261010", "补班（周六）"),
        )
    )
    assert [day.weekday for day in days] == [3, None]  # its own weekday says nothing


def test_yearly_rule_is_expanded_for_five_years():
    assert dates(ics(event("20000501", RRULE="FREQ=YEARLY"))) == [
        date(year, 5, 1) for year in range(2026, 2031)
    ]
    assert dates(ics(event("20280229", RRULE="FREQ=YEARLY"))) == [
        date(2028, 2, 29),
        date(2032, 2, 29),
    ]


def test_yearly_rule_ends_by_its_count_or_date():
    assert len(dates(ics(event("20260501", RRULE="FREQ=YEARLY;COUNT=2")))) == 2
    until = event("20240501", RRULE="FREQ=YEARLY;UNTIL=20270501")
    assert dates(ics(until)) == [date(2026, 5, 1), date(2027, 5, 1)]
    assert len(dates(ics(event("20260501", RRULE="FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1")))) == 5


def test_folded_lines_quoted_parameters_and_escapes():
    data = ics(['DTSTART;X-A="b:c";VALUE=DATE:20260501', "SUMMARY:Day of\\, wo", " rk\\nand rest"])
    assert [day.name for day in parse(data)] == ["Day of, work and rest"]


def test_alarms_inside_an_event_say_nothing_and_cancelled_events_do_not_count():
    alarm = ["BEGIN:VALARM", "SUMMARY:Wake up", "DTSTART:20991231", "END:VALARM"]
    data = ics([*alarm, *event("20260501")], event("20260502", STATUS="CANCELLED"))
    assert [(day.date, day.name) for day in parse(data)] == [(date(2026, 5, 1), "Holiday")]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["SUMMARY:No date"], "date"),
        (event("20260230"), "date"),
        (event("tomorrow"), "date"),
        (event("00010101"), "years"),
        (event("20260501T090000Z"), "timed"),
        (event("20260501", DTEND="20260401"), "backwards"),
        (event("20260501", DTEND="20990401"), "long"),
        (event("20260501", DURATION="PT1H"), "timed"),
        (event("20260501", RRULE="FREQ=DAILY"), "rule"),
        (event("20260501", RRULE="FREQ=YEARLY;BYDAY=4TH"), "rule"),
        (event("20260501", RRULE="FREQ=YEARLY;BYMONTH=6"), "rule"),
        (event("20260501", RRULE="FREQ=YEARLY;INTERVAL=0"), "rule"),
        (event("20260501", RRULE="FREQ=YEARLY;COUNT=-1"), "rule"),
        (event("20260501", RRULE="FREQ=YEARLY;UNTIL=never"), "rule"),
        (event("20260501", RRULE="=;=;;"), "rule"),
    ],
)
def test_event_that_cannot_be_understood_is_a_fault_with_its_line(lines, code):
    found, line = fault(ics(event("20260101"), lines))
    assert found == code
    assert 7 <= line <= 7 + len(lines)


def test_same_day_twice_is_one_day_unless_they_differ():
    assert len(parse(ics(event("20260501", "A"), event("20260501", "B")))) == 1
    assert fault(ics(event("20260501", "休"), event("20260501", "班"))) == ("twice", 7)


# === TABLE === #


def test_table_with_english_headings():
    days = parse("Holiday,Date,Hours\nNew Year,2026-01-01,\nSwap,2026-01-04,9:00-12:00\n")
    assert [(day.name, day.worked, day.hours) for day in days] == [
        ("New Year", False, ""),
        ("Swap", True, "9:00-12:00"),
    ]


def test_table_with_chinese_headings_and_words():
    days = parse(
        "日期;名称;类型\n2026年10月1日;国庆节;休\n2026/9/20;国庆节;班\n2026.10.10;补;周三\n"
    )
    assert [(day.date, day.worked, day.weekday) for day in days] == [
        (date(2026, 9, 20), True, None),
        (date(2026, 10, 1), False, None),
        (date(2026, 10, 10), True, 2),
    ]


def test_table_without_headings_is_date_name_hours():
    assert parse("20260101,New Year")[0].name == "New Year"
    assert parse("2026-01-04\tSwap\tMonday")[0].weekday == 0


def test_day_or_month_comes_first_as_chosen():
    assert dates("date\n3/4/2026") == [date(2026, 4, 3)]
    assert dates("date\n3/4/2026", day_first=False) == [date(2026, 3, 4)]
    assert dates("date\n2026-03-04", day_first=True) == [date(2026, 3, 4)]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("name\nNew Year", "column", 1),
        ("date,name\n31/31/2026,X", "date", 2),
        ("date\n1.1.26", "date", 2),
        ("date\n2026-01-01\n\n1850-01-01", "years", 4),
        ("date,hours\n2026-01-01,nine", "hours", 2),
        ('date,name\n2026-01-01,"x' + "y" * 200_000, "table", 2),
    ],
)
def test_line_that_cannot_be_understood_is_named(text, code, line):
    assert fault(text) == (code, line)


# === HOSTILE FILES === #


def test_empty_file():
    for data in (b"", b" \r\n\n", b"\xef\xbb\xbf"):
        assert fault(data) == ("empty", 0)


def test_huge_file_is_refused_before_it_is_read():
    assert fault(b"x" * (holidays.BYTES + 1)) == ("size", 0)


def test_binary_file_is_refused_with_the_line():
    assert fault(b"date\n2026-01-01\x00\n") == ("binary", 2)
    assert fault(b"PK\x03\x04\x14\x00\x06\x00\x08\x00!\x00\xff")[0] == "encoding"


def test_wrong_encoding_is_named_and_the_right_one_reads():
    data = "日期,名称\n2026-10-01,国庆节\n".encode("gb18030")
    assert fault(data) == ("encoding", 1)
    assert [day.name for day in parse(data, encoding="gb18030")] == ["国庆节"]


def test_byte_order_marks_win():
    text = "日期,名称\r\n2026-10-01,国庆节\r\n"
    for encoding in ("utf-8-sig", "utf-16"):
        assert [day.name for day in parse(text.encode(encoding), encoding="cp1252")] == ["国庆节"]


def test_hundred_thousand_events_are_refused_at_once():
    event_lines = b"BEGIN:VEVENT\nDTSTART:20260501\nEND:VEVENT\n"
    data = b"BEGIN:VCALENDAR\n" + event_lines * 100_000
    began = time.process_time()
    assert fault(data[: holidays.BYTES])[0] == "events"
    assert time.process_time() - began < 3


def test_parts_within_parts_do_not_exhaust_the_machine():
    assert fault(b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 100_000)[0] == "nested"
    assert parse(b"BEGIN:VCALENDAR\n" + b"END:VEVENT\n" * 100_000) == []


def test_days_without_number_are_refused():
    years = [event("20200101", f"{n}", DURATION="P300D", RRULE="FREQ=YEARLY") for n in range(9)]
    assert fault(ics(*years))[0] == "days"


def test_event_that_never_ends_is_named():
    assert fault(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260501") == ("unclosed", 2)


def test_one_endless_line_is_read_at_once():
    data = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + b"a" * 2_000_000 + b"\n " * 500_000
    began = time.process_time()
    assert fault(data)[0] == "unclosed"
    assert time.process_time() - began < 3


@given(st.binary(max_size=400))
def test_noise_is_a_fault_or_days_never_another_error(data):
    for content in (data, b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + data, b"date,name,hours\n" + data):
        try:
            days = parse(content)
        except holidays.ImportFault as caught:
            assert caught.code
        else:
            assert days == sorted(days, key=lambda day: day.date)


lines = st.lists(
    st.sampled_from(
        [
            "BEGIN:VEVENT",
            "END:VEVENT",
            "BEGIN:VALARM",
            "END:VALARM",
            "DTSTART:20260501",
            "DTEND:20260503",
            "RRULE:FREQ=YEARLY",
            "DTSTART;VALUE=DATE:20260229",
            "SUMMARY:班",
            "SUMMARY:休",
            "DURATION:P2D",
            ":",
            ";",
            "X",
        ]
    ),
    max_size=30,
)


@given(lines)
def test_shuffled_calendars_are_faults_or_days(parts):
    try:
        days = parse("BEGIN:VCALENDAR\n" + "\n".join(parts))
    except holidays.ImportFault as caught:
        assert caught.line
    else:
        assert all(day.date - TODAY < timedelta(days=366 * 6) for day in days)
