"""A school makes sure by itself that the people it names can be reached."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.measures import actions
from feltwork.apps.measures.queries import services as queries
from feltwork.apps.measures.queries.services import region_here, service_of
from feltwork.apps.measures.resources import LASTS

pytestmark = pytest.mark.django_db
CODE = "gb-samaritans"


def to(name, **kwargs):
    return reverse(f"measures:{name}", kwargs={"school": "alder-house", **kwargs})


@pytest.fixture
def check(practice, ben, at):
    def make(how="call", when=None, **more):
        service = service_of(CODE)
        given = {"told": service.told, "by": ben, **more}
        return actions.check_service(school=practice, service=service, how=how, at=when or at, **given)

    return make


def test_a_check_holds_for_half_a_year_and_for_this_school(check, practice, elsewhere, at):
    check()
    here = region_here(practice, "GB").services[0]
    assert (here.how, here.verified_on, here.verify_by) == ("call", at.date(), at.date() + LASTS)
    assert here.is_expired(at.date() + LASTS + timedelta(days=1))
    assert region_here(elsewhere, "GB").services[0].how == "copy"
    assert AuditRecord.objects.get(code="measures.check_service").facts == {"service": CODE, "how": "call"}


def test_what_was_found_wrong_is_not_shown_until_it_is_found_right(check, practice, at):
    with pytest.raises(ValidationError):
        check("wrong")
    check("wrong", words="It says that the number has changed.")
    assert region_here(practice, "GB").services == ()
    check("page", when=at + timedelta(days=1))
    assert [one.code for one in region_here(practice, "GB").services] == [CODE]


def test_a_check_does_not_outlive_a_change_of_what_is_told(check, practice, monkeypatch):
    check()
    changed = service_of(CODE)
    monkeypatch.setattr(type(changed), "told", property(lambda self: "something else"))
    assert region_here(practice, "GB").services[0].how == "copy"
    with pytest.raises(ValidationError):
        actions.check_service(
            school=practice, service=changed, how="call", told="what stood there before", by=None, at=timezone.now()
        )


def test_by_the_page(sign_in, ben, eva, practice, farid):
    browser = sign_in(ben)
    page = browser.get(to("services"))
    assert "1 service of your country waits to be checked" in page.text
    assert "Nobody from this site has checked this number yet." in page.text
    one = to("service-check", slug=CODE)
    told = browser.get(one).context["service"].told
    assert browser.post(one, {"how": "wrong", "told": told}).status_code == 200
    assert browser.post(one, {"how": "call", "told": "of yesterday"}).status_code == 200
    done = browser.post(one, {"how": "call", "told": told}, follow=True)
    assert "Everything that people here are given was checked" in done.text
    assert f"By {ben.name}, for this school." in done.text
    assert browser.get(to("service-check", slug="nobody")).status_code == 404
    for other in (eva, farid):
        assert sign_in(other).get(to("services")).status_code in {403, 404}


def test_the_list_asks_as_often_for_one_check_as_for_many(check, practice, django_assert_num_queries, at):
    for count in (1, 3):
        for _n in range(count):
            check()
        with django_assert_num_queries(1):
            queries.countries(practice, at.date(), "GB")


def test_whoever_answers_reads_the_schools_own_check(check, sheet, sign_in, eva, policy):
    now = timezone.now()
    check(when=now)
    row = sheet("phq-9")
    type(row).objects.filter(pk=row.pk).update(opens_at=now, closes_at=now + timedelta(days=3))
    page = sign_in(eva).get(reverse("measures:sheet", kwargs={"school": "alder-house", "uuid": row.uuid}) + "?care=1")
    assert ("116 123" in page.text, "a stored copy" in page.text, "Checked on" in page.text) == (True, False, True)


def test_the_command_says_what_waits_and_what_to_do(check, practice):
    out, ours = StringIO(), StringIO()
    call_command("measures", "services", stdout=out)
    assert "compared with a stored copy" in out.getvalue()
    assert "de-telefonseelsorge" in out.getvalue()
    check(when=timezone.now())
    call_command("measures", "services", "--school", "alder-house", stdout=ours)
    assert (CODE in out.getvalue(), CODE in ours.getvalue()) == (True, False)
