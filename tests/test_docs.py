"""The documents name what exists, and what exists is documented."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    missing = [
        target
        for target in targets
        if target and not re.match(r"[a-z]+:", target) and not (document.parent / target).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_named_in_documents_exist(document):
    """`src/…`, `docs/…`, `bench/…`, `tests/…` in back-ticks are real paths."""
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`((?:src|docs|bench|tests)/[\w./-]+)`", text)
    assert [path for path in named if not (ROOT / path.rstrip("/")).exists()] == []


def test_the_readme_opens_with_the_two_commands():
    assert (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[2:5:1][1].startswith("python3 dev.py demo")


def test_decisions_have_their_four_parts():
    for record in sorted((ROOT / "docs/decisions").glob("0*.md")):
        text = record.read_text(encoding="utf-8")
        for part in ("Context", "Decision", "Rejected"):
            assert re.search(rf"(\*\*|## ){part}", text), f"{record.name}: {part}"


def test_nothing_claims_more_than_is_known():
    banned = re.compile(r"clinically proven|scientifically proven|cures? trauma|heals? trauma|trapped energy", re.I)
    for document in DOCUMENTS:
        assert not banned.search(document.read_text(encoding="utf-8")), document
