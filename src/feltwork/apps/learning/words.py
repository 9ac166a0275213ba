"""Texts in the reader's language, and facts of the core as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from feltwork.core.learning import Missing, Problem, Refused, Rules

LANGUAGES = ("en", "de")  # in which courses and lessons are written here; a lesson need not have them all


def choose_language(texts: Mapping[str, Any], main: str) -> str:
    """The reader's language where *texts* have it, else *main*, else the first there is; "" where there is none."""
    wanted = (translation.get_language() or "").split("-")[0]
    return next((one for one in (wanted, main, *texts) if one in texts), "")


def course_text(texts: Mapping[str, Any], main: str) -> dict[str, str]:
    """title, summary, notice and language of a course, for this reader."""
    language = choose_language(texts, main)
    return {"title": "", "summary": "", "notice": "", **texts.get(language, {}), "language": language}


def language_name(code: str) -> str:
    return str(get_language_info(code)["name_local"])


def rules_words(rules: Rules, lessons: int) -> list[str]:
    """What a course asks, one sentence each."""
    said = [
        ngettext("Read its one lesson.", "Read all %(n)s lessons that count.", lessons) % {"n": lessons}
        if lessons
        else _("It has no lesson yet that counts."),
        _("They open one after the other.") if rules.is_fixed else _("In any order you like."),
    ]
    if rules.right_percent:
        said.append(
            _("Answer at least %(share)s of the questions right; try as often as you like, the last answer counts.")
            % {"share": percent(Decimal(rules.right_percent) / 100)}
        )
    if rules.least_minutes:
        said.append(
            ngettext("Spend at least one minute with it.", "Spend at least %(n)s minutes with it.", rules.least_minutes)
            % {"n": rules.least_minutes}
        )
    return said


def missing_words(missing: Iterable[Missing]) -> list[str]:
    """What is not there yet."""
    return [_missing(one) for one in missing]


def _missing(one: Missing) -> str:
    facts = {"have": one.have, "need": one.need, "n": one.need - one.have}
    if one.code == "lessons":
        return ngettext("%(n)s lesson is still to be read.", "%(n)s lessons are still to be read.", facts["n"]) % facts
    if one.code == "right":
        said = ngettext(
            "%(have)s question is answered right; it takes %(need)s.",
            "%(have)s questions are answered right; it takes %(need)s.",
            one.have,
        )
        return said % facts
    if one.code == "minutes":
        return _("%(have)s of at least %(need)s minutes are there.") % facts
    return _("The course has no lesson yet that counts.")


def problem_words(one: Problem) -> str:
    """What keeps a lesson from being published, and what to do."""
    where = {"where": one.where, "language": language_name(one.where) if one.where in LANGUAGES else one.where}
    facts = {**where, **one.facts}
    match one.code:
        case "no_text":
            said = _("Write a title and a text first.")
        case "title":
            said = _("Give the lesson a title (%(language)s).")
        case "body":
            said = _("Write a text (%(language)s).")
        case "long":
            said = _("The text (%(language)s) is longer than %(most)s characters. Please make two lessons of it.")
        case "question_id":
            said = _("Question “%(where)s” needs a short name of small letters, digits and hyphens.")
        case "question_kind":
            said = _("Question “%(where)s” is of a kind that does not exist: %(kind)s.")
        case "question_stem":
            said = _("Question “%(where)s” asks nothing yet.")
        case "choices_number":
            said = _("Question “%(where)s” needs from 2 to %(most)s choices.")
        case "choices_id":
            said = _("In question “%(where)s” two choices have the same name.")
        case "choices_text":
            said = _("In question “%(where)s” a choice has no words.")
        case "question_key":
            said = _("Say which choice of question “%(where)s” is right.")
        case "question_twice":
            said = _("Two questions are called “%(where)s”.")
        case "languages_apart":
            said = _(
                "Question “%(where)s” is not the same in all languages: kind, choices and what is right have to agree."
            )
        case "figure":
            said = _("The text names “%(where)s”, and there is no such figure, video or file.")
        case "captions":
            said = _("The video “%(where)s” has no captions yet. Add a WebVTT file, so that everybody can follow it.")
        case "words":
            said = _("The figure “%(where)s” has no words for whoever cannot see it. Write them between the brackets.")
        case _other:
            said = one.code
    return said % facts


def refused_words(one: Refused) -> str:
    """Why a row of a file cannot be taken."""
    match one.code:
        case "verb":
            said = _("It does not say that something was completed (“%(what)s”).")
        case "failed":
            said = _("It says that the person did not complete or pass.")
        case "voided":
            said = _("The other system took it back.")
        case "person":
            said = _("It names nobody by a mail address.")
        case "activity":
            said = _("It does not say what was completed.")
        case "on":
            said = _("“%(what)s” is no day that can be read. Please write it as 2026-11-19.")
        case "score":
            said = _("“%(what)s” is no score from 0 to 1.")
        case "stranger":
            said = _("Nobody with the address %(what)s has a place here.")
        case "unknown":
            said = _(
                "Nothing here is called “%(what)s”. Add the name to a course or lesson, and choose the file again."
            )
        case "future":
            said = _("The day lies ahead.")
        case "early":
            said = _("The day lies before the person’s training began.")
        case _other:
            said = _("It cannot be read.")
    return said % {"what": one.what}


def fault_words(fault: str) -> str:
    """Why nothing of a file could be read."""
    match fault:
        case "json":
            return _("This begins like xAPI, and is no JSON that can be read.")
        case "columns":
            return _("The table needs a first row with at least email, course and date.")
        case "many":
            return _("These are more than 5,000 rows. Please bring them in parts.")
        case "coding":
            return _("The file is not written in UTF-8. Please save it so, and choose it again.")
        case _other:
            return _("There is nothing in this file.")


def caption_words(code: str, line: int) -> str:
    """Why a file is no captions."""
    match code:
        case "header":
            said = _("Captions are a WebVTT file: its first line begins with WEBVTT.")
        case "timing":
            said = _("Line %(line)s: a time like 00:01.000 --> 00:04.000 is missing.")
        case "backwards":
            said = _("Line %(line)s: this goes back in time.")
        case "many":
            said = _("These are more than 5,000 captions.")
        case _other:
            said = _("There are no words in these captions.")
    return said % {"line": line}


def percent(score: Decimal | None) -> str:
    return "" if score is None else f"{(score * 100).quantize(Decimal(1))} %"
