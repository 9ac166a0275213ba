"""Pages of keeping and leaving: from the click to the archive, and who gets none of it."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from feltwork.apps.practice import actions
from feltwork.apps.practice.archive.unpacking import archives_in
from feltwork.apps.practice.models import Client, Erasure, Hold, TakeOut
from feltwork.apps.practice.tests.test_takeout import Run, emptied
from feltwork.apps.practice.works import make_archive


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.TAKE_OUTS_FOLDER = tmp_path / "take-outs"


@pytest.fixture
def to(practice):
    def address(name, **more):
        return reverse(f"practice:{name}", kwargs={"school": practice.slug, **more})

    return address


def made_and_opened(client, to, address):
    assert client.post(address, {"with_notes": "on"}).status_code == 302
    row = TakeOut.objects.get()
    assert client.get(to("takeout", uuid=row.uuid)).status_code == 200
    make_archive(Run({"take_out": row.pk}))
    assert "ready" in client.get(to("takeout", uuid=row.uuid)).content.decode()
    return client.post(to("takeout-open", uuid=row.uuid)).url


def test_from_the_click_to_the_archive_and_never_twice(sign_in, to, ben, eva, jonas):
    client = sign_in(ben, fresh=True)
    page = client.get(to("client-leaving", uuid=eva.file.uuid))
    assert page["Cache-Control"] == "no-store"
    fetch = made_and_opened(client, to, to("client-takeout", uuid=eva.file.uuid))
    assert sign_in(jonas).get(fetch).status_code == 410
    answer = sign_in(ben, fresh=True).get(fetch)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    (tables,) = archives_in(io.BytesIO(b"".join(answer.streaming_content)))
    assert tables["client"]["identity"]["name"] == "Eva Brandt"
    assert client.get(fetch).status_code == 410
    assert client.get(to("takeout", uuid=TakeOut.objects.get().uuid)).status_code == 200


def test_a_client_takes_out_their_own(sign_in, to, eva, timo):
    client = sign_in(eva, fresh=True)
    assert client.get(to("mine-archive", uuid=eva.file.uuid)).status_code == 200
    fetch = made_and_opened(client, to, to("mine-archive-make", uuid=eva.file.uuid))
    assert b"".join(client.get(fetch).streaming_content).startswith(b"PK")
    assert client.get(to("mine-archive", uuid=timo.uuid)).status_code == 404


def test_an_archive_is_brought_in_by_a_page(sign_in, to, ben, eva, timo):
    client = sign_in(ben, fresh=True)
    fetch = made_and_opened(client, to, to("takeout-all"))
    content = b"".join(client.get(fetch).streaming_content)
    emptied()
    upload = SimpleUploadedFile("all.zip", content)
    assert client.post(to("bring"), {"archive": upload}).status_code == 302
    assert set(Client.objects.values_list("uuid", flat=True)) == {eva.file.uuid, timo.uuid}
    again = client.post(to("bring"), {"archive": SimpleUploadedFile("all.zip", content)})
    assert "here already" in again.content.decode()


def test_holding_and_erasing(sign_in, to, ben, eva, opened, at, django_capture_on_commit_callbacks):
    client, uuid = sign_in(ben, fresh=True), eva.file.uuid
    assert "say why" not in client.get(to("client-leaving", uuid=uuid)).content.decode()
    client.post(to("client-hold", uuid=uuid), {"reason": "A court asked for it."})
    assert "A court asked" in client.get(to("client-leaving", uuid=uuid)).content.decode()
    refused = client.post(to("client-erase", uuid=uuid), {"asked": "on", "word": "erase"})
    assert "held" in refused.content.decode()
    client.post(to("client-hold-lift", uuid=uuid), {"reason": "Closed."})
    assert Hold.objects.get().until is not None
    wrong = client.post(to("client-erase", uuid=uuid), {"asked": "on", "word": "yes"})
    assert wrong.status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(to("client-erase", uuid=uuid), {"asked": "on", "word": "Erase"})
    row = Erasure.objects.get()
    assert done.url == to("erasure", uuid=row.uuid)
    page = client.get(done.url).content.decode()
    assert "Complete on" in page and "Eva Brandt" not in page
    assert client.get(to("erasure-pdf", uuid=row.uuid)).content.startswith(b"%PDF")
    assert client.get(to("client-leaving", uuid=uuid)).status_code == 404
    assert "Files that were erased" in client.get(to("leaving")).content.decode()


def test_setting_aside_and_the_list_of_what_may_go(sign_in, to, ben, eva, opened):
    now = datetime.now(UTC)
    actions.end_treatment(file=opened(ben, eva.file), on=now.date(), by=ben, at=now)
    client = sign_in(ben, fresh=True)
    client.post(to("client-aside", uuid=eva.file.uuid))
    assert Client.objects.get(uuid=eva.file.uuid).restricted_at is not None
    assert "kept until" in client.get(to("leaving")).content.decode()


def test_nobody_else_comes_near(sign_in, to, ben, eva, jonas, otto, carla, farid):
    uuid = eva.file.uuid
    for person, status in ((jonas, 404), (otto, 403), (carla, 403), (farid, 404), (eva, 403)):
        assert sign_in(person, fresh=True).get(to("client-leaving", uuid=uuid)).status_code == status
        assert sign_in(person, fresh=True).post(to("client-takeout", uuid=uuid)).status_code == status
        assert sign_in(person, fresh=True).post(to("client-erase", uuid=uuid)).status_code == status
    assert not TakeOut.objects.exists()
    assert sign_in(ben, fresh=False).post(to("client-takeout", uuid=uuid)).status_code == 302
    assert not TakeOut.objects.exists()


def test_a_file_that_is_set_aside_says_so(sign_in, to, ben, eva, opened, at):
    actions.end_treatment(file=opened(ben, eva.file), on=at.date(), by=ben, at=at)
    actions.set_aside(file=opened(ben, eva.file), by=ben, at=at)
    address = to("client-item-new", uuid=eva.file.uuid, kind="goal")
    page = sign_in(ben, fresh=True).post(address, {"words": "rest", "audience": "team"}, follow=True)
    assert "This file is set aside" in page.text
