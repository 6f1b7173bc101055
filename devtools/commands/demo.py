"""start Odoo with the addon and its demo company; Ctrl-C stops it

The first start builds the demo database, in some minutes; later ones take seconds. A changed addon
is upgraded in place. No mail leaves this machine.
"""

import contextlib
import http.client
import socket
import subprocess
import time
import urllib.request
import xmlrpc.client

from .. import console, odoo_run, paths, postgres, session, system
from ..demo import Demo

DEFAULT_PORT = 8069
PATIENCE = 180


def add_arguments(parser):
    parser.add_argument(
        "--port", type=int, help=f"where to serve (default: {DEFAULT_PORT}, or the next free one)"
    )
    parser.add_argument(
        "--lang", metavar="CODE", help="make the demo company speak that language, e.g. zh_CN"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="drop the demo database and build it anew"
    )
    parser.add_argument(
        "--check", action="store_true", help="start, look at three pages, report, stop"
    )


def run(options):
    port = choose_port(options.port)
    system.require_for_odoo()
    demo = Demo(*session.open_session("odoo", options.odoo), options.lang)
    state = demo.ensure(options.fresh)
    with _serving(demo, port) as (process, log):
        url = f"http://127.0.0.1:{port}"
        _introduce(url, state, log)
        if options.check:
            return _check(url, demo, state, log)
        console.say("\nCtrl-C stops it.")
        with contextlib.suppress(KeyboardInterrupt):
            process.wait()
            raise console.Stop(f"Odoo has stopped by itself; its log: {log}")
        console.say("\nstopping ...")
    return 0


def choose_port(wanted):
    """The port asked for, or the first free one from Odoo's usual port on."""
    if wanted:
        if not _is_free(wanted):
            raise console.Stop(f"Port {wanted} is taken; name another one with --port.")
        return wanted
    return (
        next((port for port in range(DEFAULT_PORT, DEFAULT_PORT + 50) if _is_free(port)), None)
        or postgres.free_port()
    )


def _is_free(port):
    with socket.socket() as probe:
        # As Odoo does: a port whose last connection is still fading counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@contextlib.contextmanager
def _serving(demo, port):
    command, log = demo.serve(port)
    with log.open("w") as handle:
        process = subprocess.Popen(
            [str(part) for part in command], env=demo.runner.variables(), cwd=paths.REPOSITORY,
            stdin=subprocess.DEVNULL, stdout=handle, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            with console.step("starting Odoo"):
                _wait_until_up(process, port, log)
            yield process, log
        finally:
            console.end(process)


def _wait_until_up(process, port, log):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise console.Stop(f"Odoo did not start:\n{_tail(log)}\nThe whole log: {log}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            get(f"http://127.0.0.1:{port}/web/login")
            return
        time.sleep(0.3)
    raise console.Stop(f"Odoo does not answer on port {port} after {PATIENCE} s; its log: {log}")


def _tail(log):
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:])


def get(url):
    """(status, text) of a page; a page that is refused has a status too."""
    # No proxy: the address is this machine's own.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=60) as answer:
        return answer.status, answer.read().decode(errors="replace")


def _introduce(url, state, log):
    console.say(f"\nAfter-sales demo: {url}/odoo   (its log: {log})\n")
    console.say("  login (password the same)   role")
    for user in state["logins"]:
        console.say(f"  {user['login']:<27} {user['role'] or '-'}   {user['name']}")
    for link in state["links"]:
        console.say(f"\n  as a customer sees {link['title']}:\n  {url}{link['path']}")


def _check(url, demo, state, log):
    """Ask the login page, one portal page and one RPC call; print what came back."""
    console.say()
    path = state["links"][0]["path"] if state["links"] else "/my"
    looks = [
        ("login page", "/web/login", 'name="login"'),
        ("portal page", path, 'id="wrapwrap"'),
    ]
    failures = []
    for what, where, mark in looks:
        status, text = get(url + where)
        title = text.partition("<title>")[2].partition("</title>")[0].strip()
        console.say(f"  {what}: {status}, {len(text)} characters, title “{title}”")
        if status != 200 or mark not in text:
            failures.append(what)
    if not state["links"]:
        console.note(
            "the addon's demo data has no ticket with a portal link yet; the portal's entrance was asked"
        )
    console.say(f"  RPC: {_count_by_rpc(url, demo.name)}")
    complaints = [
        line
        for line in odoo_run.complaints(log.read_text(errors="replace"))
        if " WARNING " not in line
    ]
    if failures or complaints:
        raise console.Stop(
            "\n".join(
                [*(f"The {what} is not what it should be." for what in failures), *complaints]
            )
        )
    console.say("\ncheck passed: 3 passed, 0 failed")
    return 0


def _count_by_rpc(url, database):
    version = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common").version()["server_version"]
    user = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common").authenticate(
        database, "admin", "admin", {}
    )
    models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object")
    count = models.execute_kw(database, user, "admin", "aftersales.ticket", "search_count", [[]])
    return f"Odoo {version}, user {user}, {count} tickets"
