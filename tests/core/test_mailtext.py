"""Text from outside is made harmless without losing what a reader needs (T19, T20, T21)."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftersales_addon.core.mailtext import (
    MAX_DEPTH,
    MAX_FILENAME,
    clean_filename,
    clean_line,
    clean_text,
    html_to_text,
    nesting_depth,
    tame_html,
    unique_filenames,
)

MEGABYTE = 1_000_000
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe]")


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("a\x00b\x07c\x1bd\x7fe", "abcde"),
        ("kept\ttab", "kept\ttab"),
        ("page\x0cbreak \u2028 line", "page\nbreak \n line"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\ufeffmark", "mark"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("whole \ud83d\ude00 pair", "whole 😀 pair"),
        ("e\u0301", "é"),
        ("\ufdd0\U0010ffffx", "x"),
        ("中文，没问题", "中文，没问题"),
    ],
)
def test_text_is_cleaned(dirty, clean):
    assert clean_text(dirty) == clean


@settings(deadline=None)
@given(ANY_TEXT)
def test_cleaned_text_stays_as_it_is_and_can_be_stored(text):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert not FORBIDDEN.search(cleaned)
    cleaned.encode()


@settings(deadline=None)
@given(ANY_TEXT, st.integers(1, 40))
def test_line_fits_and_is_one_line(text, limit):
    """T20: a header with any line end is refused when the answer is sent."""
    line = clean_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert clean_line(line, limit) == line


def test_cut_line_says_so():
    assert clean_line("Printer does not start", 10) == "Printer d…"


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\broken.jpg", "broken.jpg"),
        ("folder/", "folder"),
        ("..", "attachment"),
        (".htaccess", "htaccess"),
        ("name. . ", "name"),
        ("CON", "_CON"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("COM¹.txt", "_COM¹.txt"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\x00b\r\nc.txt", "ab c.txt"),
        ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
        ("photo.jpg:evil.exe", "photo.jpg_evil.exe"),
        ("", "attachment"),
    ],
)
def test_hostile_file_names_become_harmless(hostile, harmless):
    """T19"""
    assert clean_filename(hostile) == harmless


def test_long_file_name_keeps_its_extension():
    name = clean_filename("x" * 5_000 + ".pdf")
    assert name.endswith("x.pdf")
    assert len(name) == MAX_FILENAME


@settings(deadline=None)
@given(ANY_TEXT)
def test_any_file_name_can_be_written_on_any_system(text):
    name = clean_filename(text)
    assert 0 < len(name) <= MAX_FILENAME
    assert len(name.encode()) < 255
    assert not set(name) & set('/\\<>:"|?*')
    assert name == name.strip() and name[0] != "." and name[-1] != "."
    assert clean_filename(name) == name


def test_equal_file_names_are_told_apart_whatever_their_case():
    names = unique_filenames(["a.txt", "A.TXT", "a (2).txt", "b", "a.txt"])
    assert names == ["a.txt", "A (2).TXT", "a (2) (2).txt", "b", "a (3).txt"]


def test_thousands_of_equal_names_are_told_apart_quickly():
    started = time.process_time()
    names = unique_filenames(["n" * MAX_FILENAME] * 20_000)
    assert len({name.casefold() for name in names}) == 20_000
    assert max(map(len, names)) <= MAX_FILENAME
    assert time.process_time() - started < 1


def test_html_becomes_the_text_that_a_reader_sees():
    html = (
        "<html><head><title>T</title><style>p {}</style></head><body><p>Dear&nbsp;all,</p>"
        "<p>the <b>pump</b> leaks<br>badly &amp; loudly: 3 &lt; 4<ul><li>one<li>two</ul>"
        "<!-- hidden --><script>if (a < b) c()</script><TABLE><tr><td>x</td><td>y</td></tr></TABLE>"
    )
    assert html_to_text(html) == (
        "Dear all,\n\nthe pump leaks\nbadly & loudly: 3 < 4\n\n- one\n- two\n\nx y"
    )


def test_what_is_never_closed_stays_readable():
    assert html_to_text("a<script>b") == "ab"
    assert html_to_text("a<!-- b") == "a<!-- b"


def test_preformatted_lines_stay_lines():
    assert html_to_text("<pre>one\ntwo</pre>") == "one\ntwo"


def test_absurd_character_references_do_no_harm():
    assert html_to_text("a&#0;b&#" + "9" * 5_000 + ";c&#xD800;") == "a\ufffdb\ufffdc\ufffd"


@pytest.mark.parametrize(
    ("html", "tamed"),
    [
        ("<p>1 < 2 <3</p>", "<p>1 &lt; 2 &lt;3</p>"),
        ("<<<b>x</b>", "&lt;&lt;<b>x</b>"),
        ("<a<b>", "&lt;a<b>"),
        ('<a title="0 < 1">x</a>', '<a title="0 &lt; 1">x</a>'),
        ("<!-- a <!-- b --> <!-- c", "<!-- a &lt;!-- b --> &lt;!-- c"),
    ],
)
def test_only_what_opens_nothing_is_escaped(html, tamed):
    """T3"""
    assert tame_html(html) == tamed
    assert tame_html(tamed) == tamed


@pytest.mark.parametrize(
    "html",
    [
        '<!DOCTYPE html><html lang="en"><body><p class="a">x<br/></p></body></html>',
        "<!--[if mso]><table><tr><td><![endif]--><o:p>&nbsp;</o:p>",
        '<?xml version="1.0"?><a title="1 > 0" href="#">x</a>',
    ],
)
def test_sound_html_is_left_alone(html):
    assert tame_html(html) == html


@pytest.mark.parametrize(
    ("html", "depth"),
    [
        ("", 0),
        ("<p>a<p>b<p>c", 1),
        ("<div>" * 300, 300),
        ("<br><img><hr>" * 50, 0),
        ("<ul>" + "<li>x" * 500 + "</ul>", 2),
        ("<table>" + "<tr><td>x" * 500 + "</table>", 3),
        ("<div><b>x</div>" * 50, 2),
        ("</div>" * 50 + "<i>x</i>", 1),
        ("<span>" * 5_000, MAX_DEPTH),
    ],
)
def test_depth_counts_what_stays_open(html, depth):
    """T21: deeper than 255, the text is lost."""
    assert nesting_depth(html) == depth


@pytest.mark.parametrize(
    "unit",
    ["<", "<>", "<a>", "<a", "<b></b>", "<!--", "<!---->", "<script>", "<script></script", "&", "&abcd", "<a '",
     '<a "<a" ', " ", "\n", "\x00", "</b>", "<p>", "\u0301\u0316", "\ud800", "<style", "汉字"],
)  # fmt: skip
@pytest.mark.parametrize(
    "function", [clean_text, clean_line, clean_filename, html_to_text, tame_html, nesting_depth]
)
def test_time_grows_with_length_only(function, unit):
    """T3: a megabyte of anything takes a fraction of a second, or one on a busy machine.

    Quadratic work would take hours.
    """
    started = time.process_time()
    function(unit * (MEGABYTE // len(unit)))
    assert time.process_time() - started < 5


def test_megabytes_of_openings_become_text_within_seconds():
    started = time.process_time()
    html_to_text("<" * 10 * MEGABYTE)
    assert time.process_time() - started < 5
