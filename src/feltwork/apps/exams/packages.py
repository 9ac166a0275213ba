"""QTI 3.0 packages as the bank takes them in and gives them out: `core.exams.qti`, with the bank's own figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from feltwork.apps.exams.incoming_items import Incoming
from feltwork.apps.exams.models import Difficulty, Figure, ItemVersion, Topic
from feltwork.apps.exams.pictures import Picture, redrawn
from feltwork.apps.exams.problems import sentence
from feltwork.apps.exams.showing import BUNDLED
from feltwork.core.exams import Item, Problem, qti

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Package:
    """What a file holds. *refused*: {"file", "code", "facts"} each; *pictures*: by the name that data uses."""

    found: tuple[Incoming, ...]
    refused: tuple[Mapping[str, Any], ...]
    pictures: Mapping[str, Picture]


class Unreadable(ValueError):
    """A file that is no package; `words` say why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.words = _unreadable_words(code)


def read_package(content: bytes) -> Package:
    """What is in *content*; pictures are drawn anew. Raises Unreadable."""
    try:
        read = qti.read(content, known=frozenset(BUNDLED))
    except qti.QtiError as wrong:
        raise Unreadable(wrong.code) from wrong
    pictures, broken = _pictures(read.figures)
    notes: dict[str, list[str]] = {}
    for note in read.notes:
        notes.setdefault(note.code, []).append(note.what)
    refused = [{"file": one.file, "code": one.code, "facts": dict(one.facts)} for one in read.refused]
    found = []
    for entry in read.entries:
        if entry.item.figure is not None and entry.item.figure.file in broken:
            refused.append({"file": entry.code, "code": "picture_broken", "facts": {}})
        else:
            found.append(_incoming(entry, pictures, tuple(notes.get(entry.code, ()))))
    return Package(tuple(found), tuple(refused), pictures)


def _pictures(files: Mapping[str, bytes]) -> tuple[dict[str, Picture], set[str]]:
    good: dict[str, Picture] = {}
    broken: set[str] = set()
    for name, content in files.items():
        try:
            good[name] = redrawn(SimpleUploadedFile(Path(name).name, content))
        except ValidationError:
            broken.add(name)
    return good, broken


def _incoming(entry: qti.Entry, pictures: Mapping[str, Picture], notes: tuple[str, ...]) -> Incoming:
    data = entry.item.data()
    figure = data.get("figure")
    if figure and figure["file"] in pictures:
        # the size is that of the picture as we drew it; places on it are shares and stay
        picture = pictures[figure["file"]]
        data["figure"] = {**figure, "width": picture.width, "height": picture.height}
    return Incoming(
        code=entry.code,
        topic=entry.topic if entry.topic in Topic.values else "",
        difficulty=entry.difficulty if entry.difficulty in Difficulty.values else "",
        family=entry.family,
        data=data,
        notes=notes,
    )


def write_package(versions: Iterable[ItemVersion]) -> bytes:
    """*versions* with the figures they show. Raises Unsound where a figure has gone."""
    rows = list(versions)
    entries = [
        qti.Entry(one.item.code, Item.from_data(one.data), one.item.topic, one.item.difficulty, one.item.family)
        for one in rows
    ]
    wanted = {entry.item.figure.file for entry in entries if entry.item.figure is not None}
    return qti.write(entries, figures=_contents(wanted))


def _contents(wanted: set[str]) -> dict[str, bytes]:
    found = {name: (STATIC / BUNDLED[name][0]).read_bytes() for name in wanted if name in BUNDLED}
    for figure in Figure.objects.filter(uuid__in=wanted - set(BUNDLED)):
        with figure.file.open("rb") as file:
            found[str(figure.uuid)] = BytesIO(file.read()).getvalue()
    return found


def _unreadable_words(code: str) -> str:
    said = {
        "not_a_zip": _("This is no ZIP file. A QTI package is one."),
        "encrypted": _("This file is locked with a password. Please take the password off."),
        "too_large": _("Unpacked, this file is too large. Please part it."),
        "too_many_files": _("There are too many files in it. Please part it."),
        "no_manifest": _("There is no list of contents (imsmanifest.xml) in it, so it is no QTI package."),
        "bad_manifest": _("Its list of contents (imsmanifest.xml) cannot be read."),
        "no_items": _("There is no question in it."),
    }
    return said.get(code, _("This file cannot be read."))


def refused_words(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """File and reason of each question that was left out."""
    return [(str(row["file"]), _reason(str(row["code"]), row.get("facts") or {})) for row in rows]


def _reason(code: str, facts: Mapping[str, Any]) -> str:
    if code == "unsound":
        return sentence(Problem(str(facts.get("problem", "unsound")), str(facts.get("where", ""))))
    said = {
        "missing_file": _("The list of contents names it, but it is not there."),
        "too_large": _("It is too large."),
        "bad_xml": _("It cannot be read as XML."),
        "not_an_item": _("It is no question of QTI 3.0; files of QTI 2 have to be converted first."),
        "adaptive": _("It changes with the answers; such questions cannot be asked here."),
        "template": _("It is made anew each time from a template; such questions cannot be asked here."),
        "no_interaction": _("There is nothing to answer in it."),
        "several_interactions": _("It asks several things at once; please part it."),
        "interaction": _("It asks in a way that there is not here."),
        "no_key": _("It does not say what is right."),
        "key": _("What is right cannot be read."),
        "math": _("It has formulas, which cannot be shown here."),
        "picture": _("It has a picture within a text or a choice; one figure above the choices can be shown."),
        "figure_missing": _("Its figure is not in the file."),
        "figure_type": _("Its figure is no PNG, JPEG or WebP."),
        "figure_size": _("It does not say how large its figure is."),
        "picture_broken": _("Its figure cannot be read."),
        "shape": _("A place on its figure cannot be read."),
        "too_deep": _("Its text is nested too deeply."),
    }
    return said.get(code, _("It cannot be read (%(code)s).") % {"code": code})


def note_words(codes: Sequence[str]) -> list[str]:
    """What was read otherwise than it was written."""
    said = {
        "scoring": _("Its points are reckoned by the rules here."),
        "code": _("It has another code now."),
        "feedback": _("Answers to single choices are left out."),
    }
    return [said[code] for code in codes if code in said]
