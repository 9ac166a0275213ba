"""Pages for those who run trainings, one module for each noun."""

from feltwork.apps.schools.views.attendance import attendance, attendance_one
from feltwork.apps.schools.views.cohorts import calendar, cohort, cohort_edit, cohort_new, cohorts, enrol, module_dates
from feltwork.apps.schools.views.editions import edition_new, edition_publish, editions
from feltwork.apps.schools.views.enrolments import VERBS, credit_take_back, enrolment
from feltwork.apps.schools.views.programmes import (
    level_edit,
    level_new,
    level_remove,
    module_edit,
    module_new,
    module_remove,
    programme_edit,
    programme_new,
    programmes,
)
from feltwork.apps.schools.views.settings import settings

__all__ = [
    "VERBS",
    "attendance",
    "attendance_one",
    "calendar",
    "cohort",
    "cohort_edit",
    "cohort_new",
    "cohorts",
    "credit_take_back",
    "edition_new",
    "edition_publish",
    "editions",
    "enrol",
    "enrolment",
    "level_edit",
    "level_new",
    "level_remove",
    "module_dates",
    "module_edit",
    "module_new",
    "module_remove",
    "programme_edit",
    "programme_new",
    "programmes",
    "settings",
]
