"""One module for each noun; import from here."""

from feltwork.apps.schools.models.base import School, SchoolOwned
from feltwork.apps.schools.models.enrolments import Attendance, Enrolment, EnrolmentEvent, RecognisedCredit
from feltwork.apps.schools.models.programmes import (
    Cohort,
    Level,
    Mode,
    Module,
    ModuleDate,
    Programme,
    RuleEdition,
    TrainingDay,
)
from feltwork.apps.schools.models.providers import Approval, Provider
from feltwork.apps.schools.models.work import WorkItem

__all__ = [
    "Approval",
    "Attendance",
    "Cohort",
    "Enrolment",
    "EnrolmentEvent",
    "Level",
    "Mode",
    "Module",
    "ModuleDate",
    "Programme",
    "Provider",
    "RecognisedCredit",
    "RuleEdition",
    "School",
    "SchoolOwned",
    "TrainingDay",
    "WorkItem",
]
