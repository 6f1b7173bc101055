"""Odoo 19 from the Debian package `odoo-19`, unpacked into the cache: no root, nothing installed system-wide.

The package lives in Debian's unstable suite. apt fetches and verifies it with a state of its own,
so that neither the machine's package lists nor its sources change. What the package leaves out or
merely links to is put in place here.
"""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import console

PACKAGES_FOLDER = "usr/lib/python3/dist-packages"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# The version this project was built against. apt has verified whichever it gets; another one is
# only announced.
PINNED = {
    "odoo-19_19.0.0+dfsg-1_all.deb": "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf",
}
# Static files of Odoo's package are relative links into these.
LINKED_PACKAGES = (
    "libjs-jquery", "libjs-jquery-form", "libjs-underscore",
    "fonts-roboto-unhinted", "fonts-montserrat", "fonts-ocr-b", "fonts-inconsolata",
)  # fmt: skip
STUB = Path("mail/static/lib/selfie_segmentation/selfie_segmentation.js")


class Unavailable(Exception):
    """Why this machine cannot give us the package."""


def fetch(target, environment):
    """Download, verify, unpack and complete the package; `target` appears only when all of it is done."""
    mirror = debian_mirror()
    work = target.with_name("debian.unfinished")
    shutil.rmtree(work, ignore_errors=True)
    downloads, tree = work / "downloads", work / "tree"
    downloads.mkdir(parents=True)
    tree.mkdir()
    _download(mirror, work / "apt", downloads)
    for package in sorted(downloads.glob("*.deb")):
        console.output(["dpkg-deb", "-x", package, tree])
    version = _announced_version(downloads)
    _complete(tree, environment)
    (tree / "version").write_text(version)
    tree.rename(target)
    shutil.rmtree(work)


def debian_mirror():
    """The Debian archive this machine is configured to use, as apt itself names it."""
    for program in ("apt-get", "dpkg-deb"):
        if not shutil.which(program):
            raise Unavailable(f"{program} is not installed")
    if not KEYRING.exists():
        raise Unavailable(f"{KEYRING} is missing (package debian-archive-keyring)")
    asking = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    mirror = pick_mirror(console.output(asking).splitlines())
    if not mirror:
        raise Unavailable("no Debian mirror is configured for apt")
    return mirror


def pick_mirror(uris):
    """The archive that is Debian's main one: a security archive carries no unstable suite, others no Debian at all.

    A wrong guess does no harm: apt accepts nothing that Debian's archive keys have not signed.
    """
    debian = [uri.rstrip("/") for uri in uris if "debian" in uri and "security" not in uri]
    return min(debian, key=lambda uri: not re.search(r"/debian(\.list)?$", uri), default=None)


def _download(mirror, state, downloads):
    options = _private_apt(mirror, state)
    _apt(["apt-get", *options, "-qq", "update"], downloads)
    _apt(["apt-get", *options, "-qq", "download", "odoo-19", *LINKED_PACKAGES], downloads)


def _apt(command, folder):
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise Unavailable(
            done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "apt-get failed"
        )


def _private_apt(mirror, state):
    """Options that give apt a world of its own: one source, no preferences, no installed packages, no root needed."""
    (state / "state/lists/partial").mkdir(parents=True)
    (state / "cache/archives/partial").mkdir(parents=True)
    (state / "status").touch()
    source = state / "unstable.sources"
    source.write_text(
        f"Types: deb\nURIs: {mirror}\nSuites: unstable\nComponents: main\nSigned-By: {KEYRING}\n"
    )
    options = {
        "Dir::State": state / "state",
        "Dir::State::status": state / "status",
        "Dir::Cache": state / "cache",
        "Dir::Etc::sourcelist": source,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Acquire::Languages": "none",
    }
    if os.getuid() == 0:
        # apt would drop to the user _apt, who cannot write into our folders.
        options["APT::Sandbox::User"] = "root"
    return [word for key, value in options.items() for word in ("-o", f"{key}={value}")]


def _announced_version(downloads):
    package = next(downloads.glob("odoo-19_*.deb"))
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    # apt escapes the colon of an epoch in file names; Odoo's version has none.
    version = package.name.split("_")[1]
    if PINNED.get(package.name) != digest:
        if package.name in PINNED:
            raise Unavailable(f"{package.name} differs from the pinned SHA-256")
        console.note(
            f"Debian now has Odoo {version}, verified by apt; this project was built against {next(iter(PINNED))}"
        )
    return version


def _complete(tree, environment):
    addons = tree / PACKAGES_FOLDER / "odoo" / "addons"
    _place_font_awesome(tree, environment)
    if lacks_stub(addons):
        # Debian removes this blurring library for its licence, but the manifest of `mail` still
        # lists it: without a file in its place the browser logs an error on every page, which fails
        # every browser test.
        stub = addons / STUB
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("// Background blurring is not part of Debian's package.\n")
    broken = broken_links(addons / "web" / "static")
    if broken:
        raise Unavailable(f"links in it lead nowhere: {', '.join(broken)}")


def lacks_stub(addons):
    return not (addons / STUB).exists()


def _place_font_awesome(tree, environment):
    """Odoo's pages are drawn with Font Awesome 4.7; Debian's current package is 7 and has other files.

    Each link is replaced by the file of its own name: the package's links also cross .woff with
    .woff2 and .eot with .ttf, which Debian's old fonts package could live with and a strict browser
    does not.
    """
    fonts = environment.packages / "xstatic/pkg/font_awesome/data/fonts"
    web = tree / PACKAGES_FOLDER / "odoo/addons/web/static"
    for folder in (web / "lib/fontawesome/fonts", web / "src/libs/fontawesome/fonts"):
        for link in folder.iterdir():
            if link.is_symlink() and (fonts / link.name).exists():
                link.unlink()
                shutil.copy(fonts / link.name, link)


def broken_links(folder):
    return [
        str(Path(base, name).relative_to(folder))
        for base, folders, files in os.walk(folder)
        for name in folders + files
        if os.path.islink(os.path.join(base, name)) and not os.path.exists(os.path.join(base, name))
    ]
