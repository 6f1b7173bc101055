"""The parts of devtools that decide something, tried without network, database or Odoo."""

from pathlib import Path

import pytest

from devtools import (
    addon,
    console,
    databases,
    debian_odoo,
    environment,
    locks,
    odoo_run,
    odoo_source,
    paths,
)
from devtools.commands import bench, test
from devtools.demo import Demo, name_for


def test_cache_is_where_the_user_says_else_where_their_system_keeps_caches(tmp_path):
    home = {"HOME": "/home/ann"}
    assert paths.cache_root({"AFTERSALES_CACHE": str(tmp_path)}, uid=0) == tmp_path
    assert paths.cache_root({**home, "XDG_CACHE_HOME": "/x"}, uid=1000) == Path(
        "/x/aftersales_addon"
    )
    assert paths.cache_root(home, uid=1000) == Path("/home/ann/.cache/aftersales_addon")


def test_cache_of_root_is_outside_its_home_where_postgresql_can_reach_it():
    assert paths.cache_root({"HOME": "/root"}, uid=0) == Path("/var/cache/aftersales_addon")


def test_mirror_is_debians_main_archive_wherever_it_lies():
    uris = [
        "http://a.example/debian-security/",
        "http://b.example/nodesource/",
        "http://c.example/debian/",
    ]
    assert debian_odoo.pick_mirror(uris) == "http://c.example/debian"
    assert debian_odoo.pick_mirror(["mirror+file:///etc/apt/mirrors/debian.list"]).endswith(
        "debian.list"
    )
    assert debian_odoo.pick_mirror(["http://d.example/ubuntu/"]) is None


def test_broken_links_are_found_in_any_depth(tmp_path):
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/good").symlink_to(tmp_path / "a")
    (tmp_path / "a/b/bad").symlink_to("nowhere")
    assert debian_odoo.broken_links(tmp_path) == ["a/b/bad"]


def test_odoo_is_recognised_by_its_release_file(tmp_path):
    assert odoo_source.version_at(tmp_path) is None
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    assert odoo_source.version_at(tmp_path) == "18.0"
    with pytest.raises(console.Stop, match=r"holds no Odoo 19\.0"):
        odoo_source.ensure(None, str(tmp_path))


def test_environment_is_remade_when_the_lock_or_the_python_changes():
    names = {
        environment.folder_name("odoo", b"one", (3, 11)),
        environment.folder_name("odoo", b"two", (3, 11)),
        environment.folder_name("odoo", b"one", (3, 12)),
    }
    assert len(names) == 3


def test_addon_hash_follows_content_and_names_but_no_documentation(tmp_path):
    folder = tmp_path / "aftersales_x"
    folder.mkdir()
    seen = {addon.tree_hash([folder])}
    (folder / "a.py").write_text("1")
    seen.add(addon.tree_hash([folder]))
    (folder / "a.py").rename(folder / "b.py")
    seen.add(addon.tree_hash([folder]))
    assert len(seen) == 3
    (folder / "README.md").write_text("1")
    assert addon.tree_hash([folder]) in seen


def test_base_databases_differ_by_modules_demo_and_language_and_fit_postgresqls_names():
    names = {
        databases.base_name("12345678", modules, demo, language)
        for modules in (["sale"], ["sale", "stock"])
        for demo in (False, True)
        for language in (None, "zh_CN")
    }
    assert len(names) == 8
    longest = max(names, key=len)
    for name in (longest, databases.template_name(longest, "123456789abc")):
        assert len(f"{name}_unfinished") <= 63


def test_demo_database_is_named_by_language_which_must_be_one():
    assert name_for(None) == name_for("en_US") == "aftersales_demo"
    assert name_for("zh_CN") == "aftersales_demo_zh_cn"
    with pytest.raises(console.Stop, match="no language code"):
        Demo(None, None, "x'; DROP")


LOG = """\
2026-11-22 02:17:26,458 1 INFO db odoo.modules: Loading
2026-11-22 02:17:26,458 1 WARNING db odoo.thing: Something odd
Traceback, first line
2026-11-22 02:17:26,459 1 INFO db odoo.modules: mentions WARNING
2026-11-22 02:17:26,459 1 ERROR db odoo.thing: Broken
"""


def test_log_complaints_come_with_their_tracebacks_and_can_be_excused():
    odd, broken = odoo_run.complaints(LOG)
    assert odd.endswith("Something odd\nTraceback, first line")
    assert broken.endswith("Broken")
    assert odoo_run.complaints(LOG, allowed=["Something odd"]) == [broken]


def test_paths_choose_suites_and_only_those_on_odoo_need_a_database():
    targets, rest = test.split_arguments(["tests/core", "-k", "refund", "--deep"])
    assert (targets, rest) == (["tests/core"], ["-k", "refund", "--deep"])
    assert not test.needs_odoo("tests/core")
    assert not test.needs_odoo("tests/devtools/test_devtools.py::test_x")
    assert test.needs_odoo("tests/addon")
    assert test.needs_odoo("tests")


def test_only_the_mail_suite_brings_its_own_odoo_processes():
    assert test.needs_processes("tests/mail/test_x.py::test_y")
    assert not test.needs_processes("tests/addon")
    assert not test.needs_processes("tests")


def test_bridges_are_tested_on_a_database_of_their_own():
    assert test.needs_bridges("tests/bridges/aftersales_mrp/test_x.py::test_y")
    assert not test.needs_bridges("tests/addon")
    assert not test.needs_bridges("tests")


def test_our_addon_comes_first_and_needs_nothing_that_only_its_bridges_need():
    ours, *bridges = addon.names()
    assert ours == "aftersales_addon"
    assert bridges == addon.bridges()
    alone, together = set(addon.depends()), set(addon.depends(addon.names()))
    assert alone <= together
    assert not together & set(addon.names())
    for bridge in bridges:
        manifest = addon.manifest(bridge)
        assert ours in manifest["depends"]
        assert manifest["auto_install"]
        assert not set(manifest["depends"]) & alone, f"{bridge} would always be installed"


def test_every_file_of_tests_has_its_share():
    dealt = [file for share in test.shares(test.ON_ODOO) for file in share]
    there = {
        str(path.relative_to(paths.REPOSITORY))
        for folder in test.ON_ODOO
        for path in (paths.REPOSITORY / folder).rglob("test_*.py")
    }
    assert len(dealt) == len(there)
    assert set(dealt) == there


def test_what_is_done_at_once_is_answered_in_order():
    assert console.at_once([lambda number=number: number for number in range(5)], 2) == [*range(5)]


@pytest.mark.parametrize(
    ("suites", "code"),
    [
        ([(0, {"passed": 2, "failed": 0, "skipped": 0})], 0),
        (
            [
                (5, {"passed": 0, "failed": 0, "skipped": 0}),
                (0, {"passed": 1, "failed": 0, "skipped": 0}),
            ],
            0,
        ),
        (
            [
                (0, {"passed": 2, "failed": 0, "skipped": 0}),
                (1, {"passed": 0, "failed": 1, "skipped": 0}),
            ],
            1,
        ),
        ([(-9, {"passed": 0, "failed": 0, "skipped": 0})], 5),
        ([(-9, {"passed": 1, "failed": 0, "skipped": 0})], 1),
        ([], 5),
    ],
)
def test_exit_code_is_honest(suites, code):
    assert test.conclude(suites, 1) == code


def test_all_benchmarks_of_a_number_are_chosen():
    scripts = [Path(f"P{number}.py") for number in ("3_due", "4_lateness", "4_sweep")]
    assert bench.chosen(["P4"], scripts) == scripts[1:]


def test_benchmarks_are_chosen_by_number():
    scripts = [Path("P1_create.py"), Path("P2_close.py"), Path("P10_mail.py")]
    assert bench.chosen(["P10", "p1"], scripts) == [scripts[0], scripts[2]]
    assert bench.chosen([], scripts) == scripts
    assert bench.chosen([], [*scripts, Path("harness.py"), Path("mail_stock.py")]) == scripts
    with pytest.raises(console.Stop, match="P3"):
        bench.chosen(["P3"], scripts)


def test_tables_for_the_documentation_are_made_only_by_name():
    scripts = [Path("P1_create.py"), Path("harness.py"), Path("mail_stock.py")]
    assert bench.chosen(["mail_stock"], scripts) == [scripts[2]]
    with pytest.raises(console.Stop, match="harness"):
        bench.chosen(["harness"], scripts)


def test_databases_of_killed_runs_are_told_from_those_in_use(tmp_path, monkeypatch):
    monkeypatch.setenv("AFTERSALES_CACHE", str(tmp_path))
    paths.cache("runs", "killed").touch()
    with locks.owned("runs", "alive"):
        assert list(locks.abandoned("runs")) == ["killed"]
    assert list(locks.abandoned("runs")) == []


def test_what_another_dev_is_building_is_left_alone(tmp_path, monkeypatch):
    """A test run once dropped the demo database that was being built beside it."""
    monkeypatch.setenv("AFTERSALES_CACHE", str(tmp_path))
    building, killed = "aftersales_demo_unfinished", "aftersales_demo_zh_cn_unfinished"
    dropped, beside = [], databases.Databases.__new__(databases.Databases)
    beside.names = lambda: [building, killed, "aftersales_demo"]
    beside.drop = dropped.append

    class Busy(Demo):
        def _state(self):
            return {}

        def _upgrade(self):
            beside._forget_old_templates()

        def _describe(self):
            return {}

    Busy(None, beside).ensure()
    assert dropped == [killed]


def test_failing_command_is_reported_in_its_own_words():
    with pytest.raises(console.Stop, match="no such thing"):
        console.output(["sh", "-c", "echo no such thing >&2; exit 3"])
