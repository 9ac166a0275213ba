"""FHIR R4 `Questionnaire` in JSON or XML → a draft. R5 writes the same things a little differently and is read, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ._answers import EXTENSION, YES_NO, Lists, Node, listed, options, translated, whole
from ._bounds import MOST_CHOICES, MOST_GROUPS, MOST_ROWS, parsed
from ._draft import Choice, Draft, Gate, Kind, ReadError, Remark, Row, Texts
from ._plain import has_markup, plain
from ._xml import from_xml

CHOICES = frozenset({"choice", "open-choice", "coding"})
NUMBERS = frozenset({"integer", "decimal", "quantity"})
CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
PARTS = frozenset({"ValueSet", "CodeSystem"})


def read_fhir_questionnaire(
    data: bytes | Mapping[str, Any], *, beside: Sequence[bytes | Mapping[str, Any]] = ()
) -> Draft:
    """A questionnaire alone, in a bundle, or with value sets and code systems *beside* it. Raises ReadError."""
    resource, remarks = _resource(data, "")
    others = [one for n, piece in enumerate(beside, 1) for one in _unpacked(_resource(piece, f"beside[{n}]")[0])]
    resources = [*_unpacked(resource), *others]
    forms = [one for one in resources if one.get("resourceType") == "Questionnaire"]
    if len(forms) != 1:
        raise ReadError("no_questionnaire" if not forms else "several_questionnaires", found=len(forms))
    return _Reader(forms[0], [one for one in resources if one.get("resourceType") in PARTS], remarks).draft()


def _resource(data: bytes | Mapping[str, Any], where: str) -> tuple[Node, list[Remark]]:
    if isinstance(data, Mapping):
        found, remarks = data, list[Remark]()
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        found, remarks = from_xml(data, where)
    else:
        found, remarks = parsed(data, where), []
    if not isinstance(found, Mapping) or not isinstance(found.get("resourceType"), str):
        raise ReadError("not_fhir", where, found="")
    return found, remarks


def _unpacked(resource: Node) -> list[Node]:
    if resource.get("resourceType") != "Bundle":
        return [resource]
    return [one["resource"] for one in listed(resource, "entry", "") if isinstance(one.get("resource"), Mapping)]


class _Reader:
    """Walks one questionnaire; holds what the rows share."""

    def __init__(self, form: Node, lists: Sequence[Node], remarks: list[Remark]) -> None:
        self.form, self.remarks = form, remarks
        self.language = self._language()
        self.lists = Lists(listed(form, "contained", ""), lists)
        self.rows: list[Row] = []
        self.intro: list[Texts] = []
        self.parts: dict[str, Texts] = {}
        self.links: set[str] = set()

    def draft(self) -> Draft:
        form = self.form
        title = translated(form, "title", self.language, "")
        self.intro += [one for one in [translated(form, "description", self.language, "")] if one]
        for number, item in enumerate(listed(form, "item", "")):
            self._item(item, (), f"item[{number}]")
        if not self.rows:
            raise ReadError("no_questions")
        return Draft(
            "fhir",
            self.language,
            title,
            tuple(self.intro),
            tuple(self.rows),
            parts=self.parts,
            codes=_codes(form, ""),
            url=plain(form.get("url"), "url"),
            version=plain(form.get("version"), "version"),
            licence=plain(form.get("copyright"), "copyright"),
            remarks=tuple(self.remarks),
        )

    def _language(self) -> str:
        given = self.form.get("language")
        if isinstance(given, Mapping):  # a Coding where the standard has a code
            code = given.get("code")
            given = code[0] if isinstance(code, list) and code else code
            self.remarks.append(Remark("language_form", "language"))
        return plain(given, "language")

    def _item(self, item: Node, part: tuple[str, ...], where: str) -> None:
        link = plain(item.get("linkId"), f"{where}.linkId")
        inner = listed(item, "item", where)
        if not link and not inner:
            self.remarks.append(Remark("placeholder_left_out", where))
            return
        if not link:
            raise ReadError("no_link", where)
        if link in self.links:
            raise ReadError("link_twice", where, link=link)
        self.links.add(link)
        texts = translated(item, "text", self.language, where)
        if has_markup(item.get("text")):
            self.remarks.append(Remark("markup_left_out", where))
        kind = str(item.get("type") or ("group" if inner else ""))
        if kind == "display":
            self.intro += [texts] if texts else []
        elif kind == "group":
            self.parts[link] = texts
        else:
            self._question(item, kind, link, texts, part, where)
        if len(part) >= MOST_GROUPS:
            raise ReadError("too_deep", where, most=MOST_GROUPS)
        for number, one in enumerate(inner):
            self._item(one, (*part, link), f"{where}.item[{number}]")

    def _question(self, item: Node, kind: str, link: str, texts: Texts, part: tuple[str, ...], where: str) -> None:
        if len(self.rows) >= MOST_ROWS:
            raise ReadError("too_many_questions", where, most=MOST_ROWS)
        named = plain(item.get("answerValueSet"), f"{where}.answerValueSet")
        choices = self._choices(item, kind, named, where)
        self.rows.append(
            Row(
                link,
                texts,
                _kind(kind, choices),
                choices,
                codes=_codes(item, where),
                number=plain(item.get("prefix"), f"{where}.prefix"),
                part=part,
                gates=tuple(_gate(one, where) for one in listed(item, "enableWhen", where)),
                calculated=_is_calculated(item, kind, where),
                answers_from=named,
                where=where,
            )
        )

    def _choices(self, item: Node, kind: str, named: str, where: str) -> tuple[Choice, ...]:
        if kind == "boolean":
            return YES_NO
        if kind in NUMBERS and not item.get("answerOption"):
            return _between(item, where)
        if named:
            return self.lists.choices(named, self.language, where) or ()
        return options(item, self.language, where)


def _kind(kind: str, choices: tuple[Choice, ...]) -> Kind:
    if kind in CHOICES or kind == "boolean" or (kind in NUMBERS and choices and choices[0].texts):
        return "choice"
    return "number" if kind in NUMBERS else "open"


def _between(item: Node, where: str) -> tuple[Choice, ...]:
    """A number to be typed: every whole one between the bounds it gives."""
    ends = {}
    for one in listed(item, "extension", where):
        name = str(one.get("url", "")).removeprefix(EXTENSION)
        if name in {"minValue", "maxValue"}:
            ends[name] = whole(next((one[key] for key in one if key.startswith("value")), None), where)
    if len(ends) < 2 or not 0 < ends["maxValue"] - ends["minValue"] < MOST_CHOICES:
        return ()
    return tuple(Choice({}, value, str(value)) for value in range(ends["minValue"], ends["maxValue"] + 1))


def _is_calculated(item: Node, kind: str, where: str) -> bool:
    computed = any(one.get("url") == CALCULATED for one in listed(item, "extension", where))
    return computed or (kind in NUMBERS and str(item.get("readOnly", "")).lower() == "true")


def _codes(node: Node, where: str) -> tuple[tuple[str, str], ...]:
    rows = listed(node, "code", where)
    pairs = [(str(one.get("system", "")), _first(one.get("code"))) for one in rows]
    return tuple((system, code) for system, code in pairs if code)


def _first(value: Any) -> str:
    return plain(value[0] if isinstance(value, list) and value and isinstance(value[0], str) else value, "code")


def _gate(node: Node, where: str) -> Gate:
    key = next((key for key in node if key.startswith("answer")), "")
    answer = node.get(key)
    if isinstance(answer, Mapping):
        answer = answer.get("code", "")
    return Gate(str(node.get("question", "")), str(node.get("operator", "")), str(answer if answer is not None else ""))
