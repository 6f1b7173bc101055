"""Mails that are too big: they cost little, and the ticket says what was cut (T5, T6)."""

import giants
import jobs
import pytest
from accounting import Account, report
from processes import call
from profiles import profile

SECONDS = 10  # of processor time
GROWTH = 300_000_000  # bytes of memory
SECONDS_OF_BOMB = 2
SIZES = profile((10, 60), (10, 30, 100))  # megabytes
MAX_MAIL, MAX_FILE = 50, 25  # megabytes, as the settings say by default
CUT = ("too large", "Too big or too many", "could not be shown as it came")


def taken_in(make, **arguments):
    account = Account()
    strain = call(jobs.deliver_giant, make=make, **arguments)
    name = f"{make.__name__} {arguments}"
    report(f"{name}: {strain.seconds:.1f} s, {strain.growth / 1e6:.0f} MB more memory")
    assert strain.state == "ticket", name
    account.assert_balanced()
    return strain


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("make", [giants.text, giants.html, giants.file])
def test_giant_is_cut_and_the_ticket_says_so(desk, make, size):
    """T5"""
    strain = taken_in(make, megabytes=size)
    assert strain.seconds <= SECONDS
    assert strain.growth <= GROWTH
    assert "It smokes" in strain.texts or giants.LINE.strip() in strain.texts
    assert len(strain.texts) < 5_000_000
    assert any(words in strain.texts for words in CUT) or (make is giants.file and size < MAX_FILE)
    # The mail as it came is there to be looked at.
    assert (make is giants.file and size < MAX_FILE) or "mail.eml" in [
        name for name, __, __ in strain.files
    ]


def test_archive_that_would_fill_the_disk_is_not_opened(desk):
    """T6: ten megabytes that say they are many gigabytes."""
    strain = taken_in(giants.bomb, gigabytes=profile(1, 10))
    assert strain.seconds <= SECONDS_OF_BOMB
    assert strain.growth <= GROWTH
    [kept] = [kind for name, __, kind in strain.files if name == "photos.zip"]
    assert kept in ("application/zip", "application/octet-stream")
