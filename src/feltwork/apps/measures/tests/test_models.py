"""What the database itself holds to."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from feltwork.apps.measures.models import Result
from feltwork.apps.measures.tests.factories import AskingFactory, PlanFactory, ResultFactory

pytestmark = pytest.mark.django_db


def test_a_sheet_belongs_to_one_person(eva, alma):
    with pytest.raises(IntegrityError), transaction.atomic():
        AskingFactory(client=eva.file, enrolment=alma.enrolment)
    with pytest.raises(IntegrityError), transaction.atomic():
        AskingFactory(client=None, school=eva.file.school)


def test_a_turn_of_a_plan_is_opened_once(eva):
    plan = PlanFactory(client=eva.file, how="weekly", starts_on=date(2026, 11, 2))
    AskingFactory(client=eva.file, plan=plan, period="2026-W45")

    with pytest.raises(IntegrityError), transaction.atomic():
        AskingFactory(client=eva.file, plan=plan, period="2026-W45")


def test_a_result_is_never_changed(eva):
    result = ResultFactory(asking=AskingFactory(client=eva.file))

    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.update(is_late=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResultFactory(asking=result.asking)

    assert ResultFactory(asking=result.asking, corrects=result).corrects == result
