"""Why answers of another system cannot be kept, in plain words. The core gives codes; the sentences are here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from feltwork.apps.measures.queries.bringing import Line, Preview
from feltwork.core.measures.fhir import OthersError

FILE = {
    "too_large": gettext_lazy("This file is larger than 2 MB."),
    "not_json": gettext_lazy("This is no valid JSON. Answers are read as FHIR in JSON."),
    "not_fhir": gettext_lazy("This is no FHIR resource."),
    "no_responses": gettext_lazy("This is FHIR, and no QuestionnaireResponse is in it."),
    "too_many": gettext_lazy("%(found)s sheets are in it. Please hand in at most %(most)s at once."),
}
LINE = {
    "unknown_instrument": gettext_lazy(
        "Which questionnaire this is cannot be told: neither its name, nor its codes, nor its words are known here."
    ),
    "another_instrument": gettext_lazy("This is another questionnaire."),
    "another_version": gettext_lazy("This is another version of it than the one described here."),
    "not_a_response_resource": gettext_lazy("It does not have the form of a QuestionnaireResponse."),
    "unknown_item": gettext_lazy("A question in it does not belong to this questionnaire, or stands there twice."),
    "several_answers": gettext_lazy("A question has several answers, or none that can be read."),
    "unknown_answer": gettext_lazy("An answer is none that this questionnaire has."),
    "not_finished": gettext_lazy("It was not finished there. Only finished sheets are brought in."),
    "in_error": gettext_lazy("The other system says that it was entered in error."),
    "no_day": gettext_lazy("It does not say on which day it was answered."),
    "nothing": gettext_lazy("Nothing is answered in it."),
    "to_come": gettext_lazy("That day has not come yet."),
    "licence": gettext_lazy("The licence does not allow what measures are used for here."),
    "other_there": gettext_lazy(
        "Another sheet of the same moment is in the file. If that one is wrong, please correct it there."
    ),
}
AGAINST = {
    "several_people": gettext_lazy(
        "The answers are of several people. Please take out those of one person, so that none gets into a wrong file."
    ),
    "another_person": gettext_lazy(
        "By what it says of the person this is somebody else’s. Nothing of it is kept here."
    ),
}
DOUBT = {
    "nobody": gettext_lazy("The file does not say in words whose answers these are. Please make sure."),
    "name": gettext_lazy("The file calls the person “%(name)s”. Please make sure that it is the same one."),
}


def others_error_words(error: OthersError) -> str:
    return str(FILE[error.code]) % error.data


def line_words(line: Line) -> str:
    """Why a sheet is not to be had, with the place where there is one."""
    said = str(LINE.get(line.code, line.code))
    return f"{said} ({line.found.where})" if line.found.where else said


def against_words(preview: Preview) -> str:
    return str(AGAINST[preview.against]) if preview.against else ""


def doubt_words(preview: Preview) -> str:
    if not preview.doubt:
        return ""
    return str(DOUBT[preview.doubt]) % {"name": preview.patient.name if preview.patient else ""}
