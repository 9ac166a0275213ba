"""The answers of a FHIR question: written at it, or taken from a value set that lies in the file or beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ._bounds import MOST_CHOICES, no_more
from ._draft import Choice, ReadError, Texts
from ._plain import plain

LOINC = "http://loinc.org"
EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
TRANSLATION = EXTENSION + "translation"
# Release 3, 4 and 5 each gave the number behind an answer a name of its own
WEIGHTS = frozenset(
    EXTENSION + name
    for name in (
        "ordinalValue",
        "itemWeight",
        "questionnaire-ordinalValue",
        "valueset-ordinalValue",
        "codesystem-ordinalValue",
        "iso21090-CO-value",
    )
)
# the answers of the PHQ and GAD family, and of PHQ-15 (domain/instruments.md, section 6)
KNOWN_ANSWERS = {"LA6568-5": 0, "LA6569-3": 1, "LA6570-1": 2, "LA6571-9": 3} | {
    "LA18334-5": 0,
    "LA18335-2": 1,
    "LA18336-0": 2,
}
DECLINED_CODES = frozenset({"asked-declined", "ASKU", "declined"})
YES_NO = (Choice({"en": "No", "de": "Nein"}, 0, "false"), Choice({"en": "Yes", "de": "Ja"}, 1, "true"))

Node = Mapping[str, Any]


class Lists:
    """The value sets and code systems at hand, by id and by address."""

    def __init__(self, contained: Iterable[Node], beside: Iterable[Node]) -> None:
        self.contained = {str(one.get("id", "")): one for one in contained}
        every = [*self.contained.values(), *beside]
        self.sets = {str(one.get("url", "")): one for one in every if one.get("resourceType") == "ValueSet"}
        self.systems = {str(one.get("url", "")): one for one in every if one.get("resourceType") == "CodeSystem"}

    def choices(self, canonical: str, language: str, where: str) -> tuple[Choice, ...] | None:
        """None where the list is not at hand; nothing is ever fetched."""
        address = canonical.split("|")[0]
        found = self.contained.get(address[1:]) if address.startswith("#") else self.sets.get(address)
        if found is not None and found.get("resourceType") == "CodeSystem":
            concepts = found
        elif found is not None:
            return self._of_set(found, language, where)
        else:
            # some files name a value set and bring the code system of the same name, which holds the same answers
            concepts = self.systems.get(address.replace("/ValueSet/", "/CodeSystem/")) or {}
        spoken = concepts.get("language")
        language = spoken if isinstance(spoken, str) else language
        rows = [_concept(one, language, where) for one in listed(concepts, "concept", where)]
        return tuple(rows) or None

    def _of_set(self, found: Node, language: str, where: str) -> tuple[Choice, ...] | None:
        expansion = found.get("expansion")
        rows = listed(expansion, "contains", where) if isinstance(expansion, Mapping) else []
        compose = found.get("compose")
        for include in listed(compose, "include", where) if isinstance(compose, Mapping) and not rows else []:
            own = listed(include, "concept", where)
            rows += own or listed(self.systems.get(str(include.get("system", "")), {}), "concept", where)
        no_more(rows, MOST_CHOICES, "too_many_answers", where)
        return tuple(_concept(one, language, where) for one in rows) or None


def options(item: Node, language: str, where: str) -> tuple[Choice, ...]:
    """From `answerOption`."""
    rows = listed(item, "answerOption", where)
    no_more(rows, MOST_CHOICES, "too_many_answers", where)
    return tuple(_option(one, language, f"{where}.answerOption[{n}]") for n, one in enumerate(rows))


def _option(option: Node, language: str, where: str) -> Choice:
    if "valueInteger" in option:
        value = whole(option["valueInteger"], where)
        return Choice({language: str(value)}, value, str(value))
    if "valueString" in option:
        shown = translated(option, "valueString", language, where)
        return Choice(shown, weight(option, where), shown.get(language, ""))
    coding = option.get("valueCoding")
    if not isinstance(coding, Mapping):
        raise ReadError("answer_kind", where)
    code, system = str(coding.get("code", "")), str(coding.get("system", ""))
    given = weight(coding, where)
    given = weight(option, where) if given is None else given
    if given is None and system == LOINC:
        given = KNOWN_ANSWERS.get(code)
    return Choice(translated(coding, "display", language, where), given, code, _declined(system, code))


def _concept(concept: Node, language: str, where: str) -> Choice:
    code, system = str(concept.get("code", "")), str(concept.get("system", ""))
    texts = dict(translated(concept, "display", language, where))
    for one in listed(concept, "designation", where):
        texts[str(one.get("language", ""))] = plain(one.get("value"), where)
    given = weight(concept, where)
    return Choice(texts, KNOWN_ANSWERS.get(code) if given is None else given, code, _declined(system, code))


def _declined(system: str, code: str) -> bool:
    return code == "asked-declined" or (code in DECLINED_CODES and "absent" in system.casefold())


def weight(node: Node, where: str) -> int | None:
    """The number behind an answer, of whichever kind the file uses."""
    for one in listed(node, "extension", where):
        if one.get("url") in WEIGHTS:
            return whole(next((one[key] for key in one if key.startswith("value")), None), where)
    return None


def whole(value: Any, where: str) -> int:
    """A whole number from -1000 to 1000, however it is written."""
    try:
        number = float(value)
        if isinstance(value, bool) or number != int(number) or abs(number) > 1000:
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise ReadError("not_whole", where, found=str(value)[:40]) from None
    return int(number)


def translated(node: Node, name: str, language: str, where: str) -> Texts:
    """The words of *name*, and those of its translations."""
    texts = {language: plain(node.get(name), f"{where}.{name}")}
    beside = node.get("_" + name)
    for one in listed(beside, "extension", where) if isinstance(beside, Mapping) else []:
        if one.get("url") == TRANSLATION:
            parts = {str(part.get("url")): part for part in listed(one, "extension", where)}
            lang = parts.get("lang", {})
            content = parts.get("content", {})
            said = next((content[key] for key in content if key.startswith("value")), None)
            texts[str(lang.get("valueCode", ""))] = plain(said, f"{where}.{name}")
    return {key: text for key, text in texts.items() if text}


def listed(node: Any, name: str, where: str) -> list[Node]:
    """A list of mappings; raises ReadError where the file has something else."""
    found = node.get(name) if isinstance(node, Mapping) else None
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise ReadError("not_a_list", f"{where}.{name}" if where else name)
    return list(found)
