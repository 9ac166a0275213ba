"""Publishing an edition of a programme's rules. Published text is never changed; a mistake is a new edition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.actions.changes import change
from feltwork.apps.schools.models import Cohort, Programme, RuleEdition
from feltwork.apps.schools.queries import cohorts_for_edition, date_at
from feltwork.apps.schools.rules import digest_of
from feltwork.core.certification import RuleError, RuleFileError, RuleSet, load


@transaction.atomic
def publish_edition(
    *,
    programme: Programme,
    code: str,
    text: str,
    bases: Mapping[str, str],
    valid_from: date,
    by: User | None,
    at: datetime,
) -> RuleEdition:
    """Publish rules for cohorts that start on or after *valid_from*.

    Raises ValidationError with one error per mistake in the text (`params["line"]` says where). Cohorts that start
    later, have nobody enrolled and fall to this edition take it at once; enrolled people keep theirs.
    """
    check_rules(text, code=code, bases=bases)
    if RuleEdition.objects.filter(programme=programme, code=code).exists():
        raise ValidationError({"code": _("There is already an edition with this name.")}, code="twice")
    edition = RuleEdition.objects.create(
        school_id=programme.school_id,
        programme=programme,
        code=code,
        text=text,
        bases=dict(bases),
        digest=digest_of(text, bases),
        valid_from=valid_from,
        published_at=at,
        created_by=by,
    )
    facts = {"code": code, "digest": edition.digest, "valid_from": valid_from.isoformat()}
    record("schools.publish_edition", by=by, at=at, subject=edition, facts=facts)
    today = date_at(programme.school, at)
    for cohort in cohorts_for_edition(programme, valid_from, today=today):
        if not cohort.is_fixed:
            _take(Cohort.objects.get(pk=cohort.pk), edition, by, at)
    return edition


def check_rules(text: str, *, code: str, bases: Mapping[str, str]) -> RuleSet:
    """Read a rule text. Raises ValidationError on the field `text`: one error per mistake, `line` in its params."""
    try:
        return load(text, name=code, bases=bases)
    except RuleFileError as mistakes:
        raise ValidationError({"text": [_mistake(one, code) for one in mistakes.errors]}) from None


def _mistake(one: RuleError, code: str) -> ValidationError:
    where = _("Line %(line)s") if one.file == code else _("%(file)s, line %(line)s")
    words = where + ": " + _("%(found)s; expected %(expected)s.")
    if one.nearest:
        words += " " + _("Did you mean “%(nearest)s”?")
    params = {word: getattr(one, word) for word in ("file", "line", "found", "expected", "nearest")}
    return ValidationError(words, code=one.code, params=params)


def _take(cohort: Cohort, edition: RuleEdition, by: User | None, at: datetime) -> None:
    change(cohort, {"edition_id": edition.pk}, code="schools.update_cohort", by=by, at=at)
