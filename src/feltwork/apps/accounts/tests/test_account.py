"""One's own account: details, address, sessions, who saw the record, messages."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from feltwork.apps.accounts import actions, records
from feltwork.apps.accounts.models import AddressChange, User
from feltwork.apps.audit.actions import record_view
from feltwork.apps.notices.actions import tell
from feltwork.apps.notices.models import Notice

pytestmark = pytest.mark.django_db
PAGE = "/accounts/"
DETAILS = {"name": "Alma Reyes", "language": "de", "time_zone": "Europe/Berlin", "theme": "dark"}


def test_the_page_is_for_people_who_are_signed_in(client):
    assert client.get(PAGE)["Location"] == "/accounts/login/?next=/accounts/"


def test_details_are_kept_and_count_on_this_device(client, alma, sign_in):
    sign_in(alma)
    client.cookies["feltwork-theme"] = "light"

    answer = client.post(PAGE, DETAILS)

    assert answer["Location"] == PAGE
    assert answer.cookies["feltwork-theme"]["max-age"] == 0
    assert answer.cookies["feltwork-language"]["max-age"] == 0
    kept = User.objects.values("name", "language", "time_zone", "theme").get(pk=alma.pk)
    assert kept == DETAILS
    assert '<html lang="de"' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "field,value", [("time_zone", "Mars/Base"), ("language", "xx"), ("theme", "red"), ("name", "")]
)
def test_what_is_not_on_the_list_is_refused(client, alma, sign_in, field, value):
    sign_in(alma)

    assert client.post(PAGE, DETAILS | {field: value}).status_code == 200
    assert User.objects.get(pk=alma.pk).time_zone == ""


def test_another_address_counts_once_its_link_was_used(
    client, alma, sign_in, mailoutbox, django_capture_on_commit_callbacks
):
    sign_in(alma, fresh=True)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/address/", {"email": "Reyes@Example.org"})
    assert mailoutbox[0].to == ["reyes@example.org"]
    path = re.search(r"/accounts/address/[0-9a-f]{64}/", mailoutbox[0].body)[0]
    assert client.get(path).status_code == 200
    assert User.objects.get(pk=alma.pk).email == "alma@example.org"

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(path)["Location"] == PAGE

    assert User.objects.get(pk=alma.pk).email == "reyes@example.org"
    assert (mailoutbox[1].to, mailoutbox[1].subject) == (["alma@example.org"], "Your mail address was changed")
    assert client.post(path).status_code == 410


def test_somebody_elses_link_for_an_address_is_not_found(client, alma, farid, sign_in):
    from feltwork.apps.accounts.links import token_of

    change = actions.ask_address_change(user=alma, email="new@example.org", by=alma, at=timezone.now())
    sign_in(farid)

    answer = client.post(f"/accounts/address/{token_of(change)}/")

    assert answer.status_code == 410
    assert AddressChange.objects.get().used_at is None


def test_an_address_in_use_is_refused_only_to_the_owner_of_its_mailbox(client, alma, ben, sign_in):
    from feltwork.apps.accounts.links import token_of

    sign_in(alma, fresh=True)
    answers = [client.post("/accounts/address/", {"email": email}) for email in (ben.email, "free@example.org")]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1

    change = AddressChange.objects.get(email=ben.email)
    answer = client.post(f"/accounts/address/{token_of(change)}/")
    assert "another account with this address" in answer.content.decode()
    assert User.objects.get(pk=alma.pk).email == "alma@example.org"


def test_a_link_for_an_address_has_its_time(client, alma, sign_in, clock):
    from feltwork.apps.accounts.links import token_of

    change = actions.ask_address_change(user=alma, email="new@example.org", by=alma, at=timezone.now())
    clock.shift(timedelta(minutes=61))
    sign_in(alma)

    assert client.post(f"/accounts/address/{token_of(change)}/").status_code == 410


def test_other_sessions_are_listed_and_ended(client, alma, ben, sign_in):
    phone, stranger = Client(HTTP_USER_AGENT="Mozilla/5.0 (Android 14) Firefox/140.0"), Client()
    sign_in(alma)
    assert "Only here." in client.get(PAGE).content.decode()
    phone.post(link_for(alma), {"agree": "on"})
    sign_in(ben, with_client=stranger)
    assert "Firefox · Android" in client.get(PAGE).content.decode()

    assert client.get("/accounts/sessions/end/").status_code == 405
    client.post("/accounts/sessions/end/")

    assert phone.get(PAGE).status_code == 302
    assert client.get(PAGE).status_code == 200
    assert stranger.get(PAGE).status_code == 200
    assert "Only here." in client.get(PAGE).content.decode()


def test_an_account_page_asks_the_database_little(client, alma, sign_in, django_assert_num_queries):
    sign_in(alma)
    with django_assert_num_queries(6):
        client.get(PAGE)
    for number in range(3):
        sign_in(alma, with_client=Client(HTTP_USER_AGENT=f"Firefox/{number}"))
    with django_assert_num_queries(6):
        client.get(PAGE)


def test_who_saw_my_record(client, alma, dino, ruth, farid, school, sign_in, at):
    record_view("certification.see_candidate", by=ruth, at=at, subject=alma.enrolment)
    record_view("certification.see_candidate", by=alma, at=at, subject=alma.enrolment)
    sign_in(alma)

    page = client.get("/accounts/seen/").content.decode()

    assert "Ruth Pellow" in page
    assert "your training record" in page
    assert "Alder House" in page
    assert page.count('<th scope="row">') == 1
    sign_in(farid)
    assert "Nobody so far" in client.get("/accounts/seen/").content.decode()


def test_the_list_of_looks_asks_as_often_for_one_as_for_three(
    client, alma, ruth, sign_in, at, django_assert_num_queries
):
    sign_in(alma)
    for rows in (1, 2):
        for _ in range(rows):
            record_view("certification.see_candidate", by=ruth, at=at, subject=alma.enrolment)
        with django_assert_num_queries(4):
            client.get("/accounts/seen/")


def test_records_about_a_person_are_found_from_the_models():
    found = {model._meta.label_lower: path for model, path in records.routes()}

    assert found["schools.enrolment"] == "student"
    assert found["admissions.application"] == "applicant"
    assert found["certification.evidence"] == "entry__enrolment__student"
    assert found["credentials.certificate"] == "enrolment__student"
    assert found["schools.provider"] == "user"
    assert "schools.school" not in found


def told(user, key, url="/accounts/", **more):
    return tell(
        to=user,
        school=None,
        code="test.told",
        key=key,
        subject="A word",
        body="Some words.",
        url=url,
        at=timezone.now(),
    )


def test_messages_are_listed_read_and_lead_on(client, alma, farid, sign_in, django_assert_num_queries):
    notice = told(alma, "one", url="http://127.0.0.1:8000/accounts/seen/")
    sign_in(alma)
    with django_assert_num_queries(5):
        assert "One is new." in client.get("/notices/").content.decode()
    told(alma, "two", url="")
    told(alma, "three", url="https://evil.example/")
    with django_assert_num_queries(5):
        client.get("/notices/")

    assert client.post(f"/notices/{notice.uuid}/")["Location"] == "/accounts/seen/"
    assert client.post(f"/notices/{Notice.objects.get(key='three').uuid}/")["Location"] == "/notices/"
    client.post("/notices/read/")
    assert not Notice.objects.filter(to=alma, read_at=None).exists()

    sign_in(farid)
    assert client.post(f"/notices/{notice.uuid}/").status_code == 404
    assert "Nothing yet" in client.get("/notices/").content.decode()


def link_for(user):
    return actions.make_sign_in_link(email=user.email, at=timezone.now()).removeprefix("http://127.0.0.1:8000")
