"""The pages of a client's file: who gets in, what is kept, and what nobody loses."""

from uuid import uuid4

import pytest
from django.urls import reverse

from feltwork.apps.practice import actions
from feltwork.apps.practice.models import Client, Consent, Item
from feltwork.apps.practice.queries.file import items_of


def to(name, client=None, **more):
    own = {"uuid": client.uuid} if client else {}
    return reverse(f"practice:{name}", kwargs={"school": "alder-house", **own, **more})


@pytest.fixture
def as_ben(sign_in, ben, eva):
    return sign_in(ben, fresh=True)


FILE_PAGES = (
    "client",
    "client-identity",
    "client-intake",
    "client-consents",
    "client-people",
    "client-reads",
    "client-end",
)


def test_who_gets_in(sign_in, eva, ben, jonas, otto, carla, dino, farid):
    seen = {}
    for person in (ben, jonas, otto, carla, dino, eva, farid):
        client = sign_in(person, fresh=True)
        seen[person.name.split()[0]] = [client.get(to(name, eva.file)).status_code for name in FILE_PAGES]
    assert seen == {
        "Ben": [200] * 7,
        "Jonas": [404] * 7,
        "Otto": [302, 200, 403, 403, 403, 403, 403],
        "Carla": [404, 403, 403, 403, 403, 403, 403],
        "Dino": [403] * 7,
        "Eva": [403] * 7,
        "Farid": [404] * 7,
    }


def test_no_page_stays_anywhere_and_no_title_names_anybody(as_ben, eva):
    for name in FILE_PAGES:
        page = as_ben.get(to(name, eva.file))
        assert page["Cache-Control"] == "no-store"
        title = page.text.split("<title>")[1].split("</title>")[0]
        assert "Eva" not in title


def test_a_name_is_enough_to_open_a_file(as_ben, practice):
    assert "Name: please fill this in" in as_ben.post(to("client-new"), {"name": ""}).text
    given = {"name": "Rosa Lind", "preferred_name": "Rosa", "figure": "fw-adult-1", "emergency_name": "Ida"}
    assert "Their phone" in as_ben.post(to("client-new"), given).text
    page = as_ben.post(to("client-new"), given | {"emergency_phone": "0117 1"}, follow=True)
    assert "<h1>Rosa</h1>" in page.text
    assert Client.objects.count() == 2


def test_the_same_person_is_pointed_out_first(as_ben, eva):
    given = {"name": "Ewa Brandt", "born_on": "1988-04-02", "figure": "fw-adult-1"}
    assert "is in your list already" in as_ben.post(to("client-new"), given).text
    as_ben.post(to("client-new"), given | {"anyway": "1"})
    assert Client.objects.count() == 2


def test_two_pages_on_who_somebody_is(as_ben, eva):
    given = {"name": "Eva Brandt", "figure": "fw-adult-1", "seen": "1"}
    as_ben.post(to("client-identity", eva.file), given | {"phone": "111"})
    page = as_ben.post(to("client-identity", eva.file), given | {"phone": "222"})
    assert "Nothing of yours is lost" in page.text
    assert "111" in page.text
    assert 'value="222"' in page.text
    as_ben.post(to("client-identity", eva.file), given | {"phone": "222", "seen": "2"})
    eva.file.refresh_from_db()
    assert eva.file.version == 3


def test_what_is_good_to_know(as_ben, opened, ben, eva):
    address = to("client-item-new", eva.file, kind="goal")
    assert "lease fill this in" in as_ben.post(address, {"words": ""}).text
    as_ben.post(address, {"words": "Sleep through the night", "audience": "client"})
    item = Item.objects.get()
    as_ben.post(to("client-item", eva.file, item=item.uuid), {"words": "Sleep", "audience": "me", "seen": "1"})
    as_ben.post(to("client-item", eva.file, item=item.uuid), {"words": "Rest", "audience": "me", "seen": "1"})
    page = as_ben.get(to("client-intake", eva.file)).text
    assert ("Sleep" in page, "Rest" in page, "Written at the same time" in page) == (True, True, True)
    other = Item.objects.exclude(pk=item.pk).get()
    as_ben.post(to("client-item-choose", eva.file, item=other.uuid))
    assert [one.body["words"] for one in items_of(opened(ben, eva.file))] == ["Rest"]
    as_ben.post(to("client-item-remove", eva.file, item=item.uuid))
    assert items_of(opened(ben, eva.file)) == []
    assert as_ben.get(to("client-item-new", eva.file, kind="segment")).status_code == 404


def test_consents_are_answered_one_by_one(as_ben, practice, eva, ben, at):
    actions.begin_practice(school=practice, by=ben, at=at)
    touch = to("client-consent", eva.file, topic="touch")
    assert "Nothing was agreed to" in as_ben.post(touch, {"decision": "withdrawn"}).text
    as_ben.post(touch, {"decision": "given", "detail": "shoulders only"})
    page = as_ben.get(to("client-consents", eva.file)).text
    assert "shoulders only" in page
    as_ben.post(touch, {"decision": "withdrawn"})
    assert [row.decision for row in Consent.objects.order_by("pk")] == ["given", "withdrawn"]
    assert as_ben.get(to("client-consent", eva.file, topic="everything")).status_code == 404


def test_the_wording_changes_by_versions(as_ben, practice, ben, at):
    actions.begin_practice(school=practice, by=ben, at=at)
    address = to("consent-text", topic="touch", language="en")
    assert "version 2" in as_ben.post(address, {"text": "Other words."}, follow=True).text


def test_people_are_let_in_and_out(as_ben, eva, jonas, carla):
    people = to("client-people", eva.file)
    assert "Only while the client agrees" in as_ben.get(people).text
    add = to("client-people-add", eva.file, part="carer")
    assert "please choose" in as_ben.post(add, {}).text
    assert "Jonas Weber" in as_ben.post(add, {"carer-user": jonas.pk}, follow=True).text
    row = eva.file.carers.get()
    as_ben.post(to("client-people-end", eva.file, part="carer", row=row.uuid))
    assert eva.file.carers.get().until is not None
    assert as_ben.post(to("client-people-add", eva.file, part="anybody"), {}).status_code == 404
    assert as_ben.post(to("client-people-end", eva.file, part="carer", row=uuid4())).status_code == 404


def test_a_file_is_handed_over_once_its_drafts_are_signed_or_gone(as_ben, opened, ben, eva, jonas, record, at):
    add = to("client-people-add", eva.file, part="hand-over")
    assert "Please sign your sessions" in as_ben.post(add, {"hand-over-user": jonas.pk}).text
    actions.remove_draft(file=opened(ben, eva.file), record=record, by=ben, at=at)
    as_ben.post(add, {"hand-over-user": jonas.pk})
    assert as_ben.get(to("client", eva.file)).status_code == 404


def test_guardians_of_a_child(as_ben, timo):
    as_ben.post(to("client-guardian-new", timo), {"name": "Gesa Kranz", "relation": "mother", "may_decide": "on"})
    assert "Gesa Kranz, mother" in as_ben.get(to("client-people", timo)).text


def test_the_glass_is_broken_by_name_and_birth_date_only(sign_in, jonas, eva):
    client = sign_in(jonas, fresh=True)
    given = {"surname": "Brandt", "born_on": "1988-04-03", "reason": "She called in danger, Ben is away."}
    assert "No file of this practice fits" in client.post(to("glass"), given).text
    page = client.post(to("glass"), given | {"born_on": "1988-04-02"}, follow=True)
    assert "Opened in an emergency" in page.text
    reads = sign_in(eva.file.clinician, fresh=True).get(to("client-reads", eva.file)).text
    assert "She called in danger" in reads


def test_the_list_finds_without_accents_and_case(as_ben, practice, ben, eva, at):
    actions.open_client(school=practice, identity={"name": "Zoë Núñez"}, clinician=ben, by=ben, at=at)
    page = as_ben.post(to("clients"), {"name": "nunez"}).text
    assert ("Zoë Núñez" in page, to("client", eva.file) in page) == (True, False)
    part = as_ben.post(to("clients"), {"name": "eva"}, headers={"HX-Request": "true"}).text
    assert ("<h1" in part, to("client", eva.file) in part) == (False, True)
    assert "Nobody of that name" in as_ben.post(to("clients"), {"name": "Ulf"}).text


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_takes_the_same_statements_however_many_clients(
    as_ben, practice, ben, at, more, django_assert_num_queries
):
    for number in range(more):
        actions.open_client(school=practice, identity={"name": f"Client {number}"}, clinician=ben, by=ben, at=at)
    as_ben.get(to("clients"))
    with django_assert_num_queries(5):
        as_ben.get(to("clients"))


def test_who_only_supervises_reads_a_letter_also_beside_clients_of_their_own(
    sign_in, opened, practice, member, eva, ben, at
):
    hanne = member("Hanne Vosper", "practitioner", "supervisor")
    actions.open_client(school=practice, identity={"name": "Rosa Lind"}, clinician=hanne, by=hanne, at=at)
    file = opened(ben, eva.file)
    actions.answer_consent(file=file, topic="supervision_use", decision="given", text=None, by=ben, at=at)
    actions.begin_supervision(file=file, supervisor=hanne, by=ben, at=at)
    client = sign_in(hanne, fresh=True)
    page = client.get(to("clients")).text
    assert (">E.<" in page, ">Eva" in page, "Rosa Lind" in page) == (True, False, True)
    assert ">Eva" not in client.get(to("client", eva.file)).text


def test_the_assistant_changes_how_to_reach_somebody_and_nothing_else(sign_in, otto, opened, ben, eva):
    client = sign_in(otto, fresh=True)
    assert "1988" not in client.get(to("client-identity", eva.file)).text
    given = {"name": "Eva Brandt", "phone": "0117 1", "born_on": "2001-01-01", "seen": "1"}
    client.post(to("client-identity", eva.file), given)
    eva.file.refresh_from_db()
    assert opened(ben, eva.file).identity == {"name": "Eva Brandt", "born_on": "1988-04-02", "phone": "0117 1"}


def test_one_more_person_reads_one_thing(as_ben, sign_in, opened, ben, eva, jonas, at):
    file = opened(ben, eva.file)
    actions.add_carer(file=file, user=jonas, by=ben, at=at)
    as_ben.post(to("client-item-new", eva.file, kind="caution"), {"words": "Heart tablets", "audience": "me"})
    item = Item.objects.get()
    share = to("client-item-share", eva.file, item=item.uuid)
    assert "please choose" in as_ben.post(share, {}).text
    as_ben.post(share, {"user": jonas.pk})
    assert "Heart tablets" in sign_in(jonas, fresh=True).get(to("client", eva.file)).text
    row = item.shares.get()
    sign_in(ben, fresh=True).post(to("client-item-unshare", eva.file, item=item.uuid, share=row.uuid))
    assert "Heart tablets" not in sign_in(jonas, fresh=True).get(to("client", eva.file)).text


def test_what_a_child_says_is_kept_beside_what_the_guardian_signed(as_ben, timo, gesa):
    address = to("client-consent", timo, topic="touch")
    as_ben.post(address, {"decision": "given", "guardian": str(gesa.guardian.uuid), "assent": "no", "detail": "hands"})
    row = Consent.objects.get()
    page = as_ben.get(to("client-consents", timo)).text
    assert (row.guardian, "The child would rather not" in page, "hands" in page) == (gesa.guardian, True, True)


def test_an_answer_belongs_to_the_words_that_were_read(as_ben, practice, eva, ben, at):
    actions.begin_practice(school=practice, by=ben, at=at)
    address = to("client-consent", eva.file, topic="touch")
    read = as_ben.get(address, {"in": "de"}).context["text"]
    actions.change_text(school=practice, topic="touch", language="de", text="Andere Worte.", by=ben, at=at)
    as_ben.post(address, {"decision": "given", "text": read.pk})
    assert (read.language, Consent.objects.get().text) == ("de", read)
    assert "The wording has changed since" in as_ben.get(to("client-consents", eva.file)).text


@pytest.mark.parametrize("number", [1, 60])
def test_a_file_opens_with_the_same_statements_however_many_sessions(
    as_ben, opened, ben, eva, at, number, django_assert_num_queries
):
    file = opened(ben, eva.file)
    for _ in range(number):
        actions.start_record(file=file, starts_at=at, zone="Europe/London", mode="online", by=ben, at=at)
    as_ben.get(to("client", eva.file))
    with django_assert_num_queries(11):
        as_ben.get(to("client", eva.file))


def test_a_treatment_ends_and_goes_on(as_ben, eva):
    as_ben.post(to("client-end", eva.file), {"on": "2026-11-20"})
    eva.file.refresh_from_db()
    assert eva.file.state == "ended"
    assert as_ben.get(to("client", eva.file)).status_code == 200
    as_ben.post(to("client-end", eva.file), {})
    eva.file.refresh_from_db()
    assert eva.file.state == "active"


def test_the_first_page_leads_everybody_to_their_part(sign_in, client, eva, ben, otto, carla, farid):
    home = reverse("school:home", kwargs={"school": "alder-house"})
    seen = {}
    for person in (ben, otto, carla, eva, farid):
        links = sign_in(person).get(home).context["practice"]
        seen[person.name.split()[0]] = [str(link.label) for link in links]
    work = ["Clients", "Calendar", "To sign", "To look at"]
    assert seen == {"Ben": work, "Otto": work[:2], "Carla": ["Clients"], "Eva": ["My space"], "Farid": []}


def test_whoever_broke_the_glass_may_add_and_decides_on_no_readers(sign_in, opened, ben, jonas, eva, at):
    put = actions.Change(uuid4(), uuid4(), "caution", 0, {"words": "Heart tablets"})
    actions.save_items(file=opened(ben, eva.file), record=None, changes=[put], by=ben, at=at)
    client = sign_in(jonas, fresh=True)
    client.post(to("glass"), {"surname": "Brandt", "born_on": "1988-04-02", "reason": "She called in danger."})
    address = to("client-item", eva.file, item=put.item)
    page = client.get(address).text
    assert ("Who reads this" in page, "Read by somebody more" in page) == (False, False)
    given = {"words": "Heart tablets, twice a day", "seen": "1", "audience": "client"}
    assert client.post(address, given).status_code == 302
    assert Item.objects.get().audience == "team"
