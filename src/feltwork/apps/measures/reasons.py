"""Why a wording pack is refused, and what was noticed, in plain words. The core gives codes; the sentences are here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from feltwork.apps.measures.names import recall_words
from feltwork.core.measures import Instrument
from feltwork.core.measures.wording import Fault, ReadError, Remark

READ = {
    "bad_zip": gettext_lazy("This ZIP cannot be opened. It may be damaged, or locked with a password."),
    "not_json": gettext_lazy("This is no valid JSON: line %(line)s, column %(column)s."),
    "not_xml": gettext_lazy("This is no valid XML: line %(line)s, column %(column)s."),
    "not_utf8": gettext_lazy("This file is not text in UTF-8."),
    "key_twice": gettext_lazy("The key “%(key)s” stands twice in one place, so nobody can say which one is meant."),
    "xml_entities": gettext_lazy("This XML brings definitions of its own (entities). Such files are not read."),
    "too_large": gettext_lazy("This is too large for a questionnaire."),
    "too_deep": gettext_lazy("This is nested too deeply for a questionnaire."),
    "too_many_files": gettext_lazy(
        "These are more than %(most)s files. Please hand in the folder of one questionnaire."
    ),
    "too_many_questions": gettext_lazy("This has more than %(most)s questions."),
    "too_many_answers": gettext_lazy("A question has too many answers."),
    "text_too_long": gettext_lazy("A text is longer than %(most)s characters."),
    "nothing_known": gettext_lazy(
        "No questionnaire is in here: neither a FHIR Questionnaire nor a ReproSchema activity."
    ),
    "not_fhir": gettext_lazy("This is no FHIR resource."),
    "no_questionnaire": gettext_lazy("This is FHIR, and no Questionnaire is in it."),
    "several_questionnaires": gettext_lazy("There are %(found)s questionnaires in here. Please hand in one."),
    "no_questions": gettext_lazy("There are no questions in it."),
    "no_link": gettext_lazy("A question has no linkId."),
    "link_twice": gettext_lazy("Two questions have the same linkId, “%(link)s”."),
    "not_text": gettext_lazy("There is something else where a text belongs."),
    "not_a_list": gettext_lazy("There is something else where a list belongs."),
    "not_a_mapping": gettext_lazy("There is something else where an object belongs."),
    "not_whole": gettext_lazy("“%(found)s” is no whole number."),
    "answer_kind": gettext_lazy("An answer is neither a code, a number nor a text."),
    "no_activity": gettext_lazy("No ReproSchema activity is in here."),
    "several_activities": gettext_lazy("There are %(found)s activities in here. Please hand in the folder of one."),
    "no_order": gettext_lazy("The activity does not say in which order its items come."),
    "not_here": gettext_lazy("“%(name)s” is named and not handed in. Nothing is fetched from the web; please add it."),
    "item_kind": gettext_lazy("A file that should hold a question holds something else (%(found)s)."),
}
FAULTS = {
    "language": gettext_lazy("The words are in another language (%(found)s), not in the one you chose."),
    "count": gettext_lazy("%(found)s questions are in it; %(short)s has %(wanted)s."),
    "several_parts": gettext_lazy(
        "Several questionnaires are in this form, and none of its parts has the %(wanted)s questions of %(short)s: "
        "%(listed)s."
    ),
    "item_missing": gettext_lazy("The question about “%(topic)s” (number %(number)s) is missing."),
    "order": gettext_lazy("At place %(place)s should be “%(topic)s”, and there is “%(other_topic)s”."),
    "numbers": gettext_lazy("The numbers of the questions do not rise: %(found)s comes after %(before)s."),
    "order_unknown": gettext_lazy(
        "%(short)s circulates in %(count)s orders, and which one this is cannot be told from its words. Please say it."
    ),
    "no_answers": gettext_lazy("“%(topic)s” has no answers in this file%(elsewhere)s."),
    "answers_count": gettext_lazy("“%(topic)s” has %(found)s answers; there should be %(wanted)s."),
    "other_scoring": gettext_lazy(
        "“%(topic)s” counts its answers from %(found_range)s; this definition counts them from %(wanted_range)s. The "
        "scores would not mean the same."
    ),
    "values": gettext_lazy("“%(topic)s” counts its answers as %(found_list)s; it should be %(wanted_list)s."),
    "no_words": gettext_lazy("“%(topic)s” has no words in this language."),
    "no_answer_words": gettext_lazy("An answer of “%(topic)s” has no words in this language."),
    "another_instrument": gettext_lazy("By its code (%(code)s) this is %(other)s, not %(wanted)s."),
    "panel_as_score": gettext_lazy(
        "The code %(code)s stands at a number as if it were the score. It names the whole form; the score is %(score)s."
    ),
    "four_word_label": gettext_lazy(
        "The lowest answer has four words. That is a mistake in a widespread copy: the official one has three. Please "
        "use a copy from the publisher."
    ),
    "window": gettext_lazy(
        "It asks about %(found_window)s; %(short)s asks about %(wanted_window)s. That is a wrong copy."
    ),
    "gate_missing": gettext_lazy(
        "The first question is missing, the one whether anything of the kind ever happened. Without it the others "
        "would be asked of everybody."
    ),
    "gate_elsewhere": gettext_lazy("“%(topic)s” hangs on another question than the first one. That is a wrong copy."),
    "answers_turned": gettext_lazy(
        "The answers of “%(topic)s” run from most to least. That is the older scoring, turned round: please use the "
        "other copy."
    ),
    "ages_mixed": gettext_lazy("These are words of %(other)s, the form for another age. The two are never mixed."),
}
REMARKS = {
    "language_not_stated": gettext_lazy(
        "The file does not say in which language it is. Please look whether it is the one you chose."
    ),
    "values_by_order": gettext_lazy(
        "Some answers carry no number; they are taken to rise in the order in which they are listed."
    ),
    "told_by_place": gettext_lazy(
        "Nothing in the file names its questions. They were matched by their place: please compare each with its topic."
    ),
    "told_by_content": gettext_lazy("Each question was matched by what it is about (order %(order)s)."),
    "left_out": gettext_lazy("Left out, because it does not belong to this instrument: %(links)s."),
    "optional_missing": gettext_lazy("“%(topic)s” is not in the file and is not asked; it is not scored either."),
    "recall_differs": gettext_lazy(
        "It speaks of %(found_window)s; the definition asks about %(wanted_window)s. Please look."
    ),
    "markup_left_out": gettext_lazy("Bold type and the like was left out."),
    "xml_mended": gettext_lazy("The file is no proper XML. What was plainly meant could be read all the same."),
    "language_form": gettext_lazy("The language is written in an unusual way and was understood."),
    "placeholder_left_out": gettext_lazy("A part of a template that nobody filled in was left out."),
    "no_intro": gettext_lazy(
        "There is no instruction above the questions. Please look whether they can be understood without one."
    ),
    "shuffled": gettext_lazy("The file asks for a random order. The order of the instrument is kept."),
}


def read_error_words(error: ReadError) -> str:
    """What is wrong, and at which place of the file."""
    said = str(READ.get(error.code, error.code)) % error.data
    return _("%(said)s Place: %(where)s") % {"said": said, "where": error.where} if error.where else said


def fault_words(fault: Fault, instrument: Instrument) -> str:
    return str(FAULTS.get(fault.code, fault.code)) % _about(fault.data, fault.item, instrument)


def remark_words(remarks: tuple[Remark, ...], instrument: Instrument) -> list[str]:
    """Each kind once; what was left out is named together."""
    said: list[str] = []
    left_out = [one.where for one in remarks if one.code == "left_out"]
    for one in remarks:
        data = {**one.data, "links": _some(left_out)}
        text = str(REMARKS.get(one.code, one.code)) % _about(data, one.where, instrument)
        if text not in said:
            said.append(text)
    return said


def _about(data: Mapping[str, Any], item: str | None, instrument: Instrument) -> dict[str, Any]:
    language = get_language() or "en"
    about: dict[str, Any] = {"short": instrument.short, **data}
    of = instrument.by_id.get(item or "")
    if of is not None:
        about |= {"topic": of.label(language), "number": of.number}
    found, wanted = data.get("found"), data.get("wanted")
    if isinstance(found, str) and found in instrument.by_id:
        about["other_topic"] = instrument.item(found).label(language)
    if isinstance(found, list) and isinstance(wanted, list) and found and wanted:
        about |= {"found_list": _figures(found), "wanted_list": _figures(wanted)}
        about |= {"found_range": _range(found), "wanted_range": _range(wanted)}
    if isinstance(found, str) and isinstance(wanted, str):
        about |= {"found_window": recall_words(found), "wanted_window": recall_words(wanted)}
    if "parts" in data:
        about["listed"] = "; ".join(_part(name, size) for name, size in data["parts"])
    if "orders" in data:
        about["count"] = len(data["orders"])
    if "list" in data:
        elsewhere = _("; they are in a list that was not handed in: %(address)s") % {"address": data["list"]}
        about["elsewhere"] = elsewhere if data["list"] else ""
    return about


def _part(name: str, size: int) -> str:
    short = name if len(name) <= 40 else f"{name[:39]}…"
    return ngettext("%(name)s with %(size)s question", "%(name)s with %(size)s questions", size) % {
        "name": f"“{short}”",
        "size": size,
    }


def _some(links: list[str]) -> str:
    shown = ", ".join(links[:6])
    return _("%(shown)s and %(more)s more") % {"shown": shown, "more": len(links) - 6} if len(links) > 6 else shown


def _figures(values: list[int]) -> str:
    return ", ".join(map(str, values))


def _range(values: list[int]) -> str:
    return _("%(low)s to %(high)s") % {"low": min(values), "high": max(values)}
