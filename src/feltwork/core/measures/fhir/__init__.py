"""FHIR R4: an instrument as Questionnaire, answers as QuestionnaireResponse, scores as Observation; out and in.

    to_questionnaire(instrument, pack, "en")        ↔  read_fhir_questionnaire(resource)
    to_response(instrument, answers, id=…)          ↔  from_response(instrument, resource).answers
    to_observations(instrument, scored, ids=…, at=…) ↔  from_observations(instrument, resources)
    read_answers(b"…")                               →  somebody else's answers, one or a Bundle of many

Item ids are linkIds, so an answer never depends on its place. Codes are LOINC where the handbook confirms one.
"""

from feltwork.core.measures.wording import read_fhir_questionnaire

from ._codes import canonical, versioned
from ._observation import from_observations, to_observations
from ._others import Answered, OthersError, Patient, Reading, read_answers
from ._questionnaire import to_questionnaire
from ._response import COMPLETE, PARTIAL, STOPPED, Response, ResponseError, from_response, not_asked, to_response

from_questionnaire = read_fhir_questionnaire

__all__ = [
    "COMPLETE",
    "PARTIAL",
    "STOPPED",
    "Answered",
    "OthersError",
    "Patient",
    "Reading",
    "Response",
    "ResponseError",
    "canonical",
    "from_observations",
    "from_questionnaire",
    "from_response",
    "not_asked",
    "read_answers",
    "read_fhir_questionnaire",
    "to_observations",
    "to_questionnaire",
    "to_response",
    "versioned",
]
