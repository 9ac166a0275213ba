"""Settings, checks, commands and audit codes: what the code knows and what the documents say is the same."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from feltwork.apps.accounts.actions.factors import CHANGED
from feltwork.apps.admissions.actions.steps import MOVES
from feltwork.apps.schools.actions.enrolments import VERBS

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "src/feltwork"
SETTINGS = (ROOT / "docs/operate/settings.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs/operate/commands.md").read_text(encoding="utf-8")
AUDIT = (ROOT / "docs/operate/audit-codes.md").read_text(encoding="utf-8")
# codes put together while running: the words that are filled in
FILLED_IN = {"accounts": CHANGED, "admissions": MOVES, "schools": VERBS.values()}
DJANGOS_OWN = {
    "help",
    "version",
    "verbosity",
    "settings",
    "pythonpath",
    "traceback",
    "no_color",
    "force_color",
    "skip_checks",
}


def first_column(text: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)`", text, re.M)


def test_every_setting_is_described():
    used = {
        name
        for path in CODE.rglob("*.py")
        if "tests" not in path.parts and path.name != "settings_test.py"
        for name in re.findall(r'"(FELTWORK_[A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    described = [name for name in first_column(SETTINGS) if name.startswith("FELTWORK_")]

    assert sorted(used) == sorted(described)


def test_every_check_is_described():
    numbers = re.findall(r"_error\(\s*(\d+),", (CODE / "config/checks.py").read_text(encoding="utf-8"))
    described = [name for name in first_column(SETTINGS) if name.startswith("feltwork.E")]

    assert [f"feltwork.E{int(number):03}" for number in numbers] == described


def our_commands() -> dict[str, str]:
    return {name: app for name, app in get_commands().items() if str(app).startswith("feltwork.")}


def test_every_command_is_described():
    assert sorted(our_commands()) == sorted(re.findall(r"^## feltwork ([\w-]+)$", COMMANDS, re.M))


@pytest.mark.parametrize("name", sorted(our_commands()))
def test_every_option_of_a_command_is_described(name):
    part = re.split(r"^## feltwork ", COMMANDS, flags=re.M)
    described = next((text for text in part if text.startswith(f"{name}\n")), "")
    command = load_command_class(our_commands()[name], name)

    known = set(options_of_django(command, name))

    missing = [
        option
        for option in options(command.create_parser("feltwork", name))
        if option not in known and f"`{option}" not in described
    ]
    assert missing == []


def options_of_django(command, name) -> Iterator[str]:
    """The options of a command of Django that ours builds on."""
    for base in type(command).__mro__[1:]:
        if base.__module__.startswith("django.core.management.commands."):
            yield from options(base().create_parser("feltwork", name))


def options(parser) -> Iterator[str]:
    for action in parser._actions:
        if action.dest in DJANGOS_OWN:
            continue
        yield from [option for option in action.option_strings if option.startswith("--")]
        for nested in getattr(action, "choices", None) or ():
            if isinstance(action.choices, dict):
                yield from options(action.choices[nested])


def test_every_audit_code_is_described():
    described = first_column(AUDIT)
    known = set(audit_codes())
    missing = "\n".join(f"| `{code}` |  |" for code in sorted(known - set(described)))

    assert not missing, f"lines to add to docs/operate/audit-codes.md, with what each means:\n{missing}"
    assert sorted(set(described) - known) == []
    assert described == sorted(set(described))


def audit_codes() -> Iterator[str]:
    """Words like "app.verb" in actions, views and middleware that are handed to `record` and its helpers."""
    for path in sorted((CODE / "apps").glob("*/**/*.py")):
        app, *rest = path.relative_to(CODE / "apps").parts
        if "tests" in rest or rest[0].removesuffix(".py") not in {"actions", "views", "middleware"}:
            continue
        for node in plain(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and re.fullmatch(rf"{app}\.[a-z_]+", str(node.value)):
                yield node.value
            elif isinstance(node, ast.JoinedStr) and is_code(node, app):
                yield from (f"{app}.{word}" for word in FILLED_IN[app])


NO_AUDIT = {"limit", "warning", "_start", "_newest_run"}  # limits, lines of the log, kinds of long work


def plain(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but what follows a keyword or is handed to a few calls: other things are named like that, too."""
    called = getattr(tree, "func", None) if isinstance(tree, ast.Call) else None
    if isinstance(tree, ast.keyword) or {getattr(called, "id", ""), getattr(called, "attr", "")} & NO_AUDIT:
        return
    yield tree
    for child in ast.iter_child_nodes(tree):
        yield from plain(child)


def is_code(node: ast.JoinedStr, app: str) -> bool:
    start = node.values[0]
    return isinstance(start, ast.Constant) and start.value == f"{app}." and len(node.values) == 2
