"""Writes, one module for each noun; import from here."""

from feltwork.apps.schools.actions.attendance import mark_attendance, mark_day
from feltwork.apps.schools.actions.cohorts import create_cohort, update_cohort
from feltwork.apps.schools.actions.editions import check_rules, publish_edition
from feltwork.apps.schools.actions.enrolments import change_cohort, complete, defer, enrol, resume, withdraw
from feltwork.apps.schools.actions.holds import hold, release
from feltwork.apps.schools.actions.module_dates import schedule_module, unschedule_module
from feltwork.apps.schools.actions.programmes import (
    add_level,
    add_module,
    create_programme,
    remove_level,
    remove_module,
    rename_level,
    update_module,
    update_programme,
)
from feltwork.apps.schools.actions.providers import (
    add_provider,
    approve_provider,
    end_approval,
    link_provider,
    retract_approval,
)
from feltwork.apps.schools.actions.schools import create_school, update_school
from feltwork.apps.schools.actions.transfers import recognise, take_back_credit
from feltwork.apps.schools.actions.work import assign_work, close_work, count_work, open_work

__all__ = [
    "add_level",
    "add_module",
    "add_provider",
    "approve_provider",
    "assign_work",
    "change_cohort",
    "check_rules",
    "close_work",
    "complete",
    "count_work",
    "create_cohort",
    "create_programme",
    "create_school",
    "defer",
    "end_approval",
    "enrol",
    "hold",
    "link_provider",
    "mark_attendance",
    "mark_day",
    "open_work",
    "publish_edition",
    "recognise",
    "release",
    "remove_level",
    "remove_module",
    "rename_level",
    "resume",
    "retract_approval",
    "schedule_module",
    "take_back_credit",
    "unschedule_module",
    "update_cohort",
    "update_module",
    "update_programme",
    "update_school",
    "withdraw",
]
