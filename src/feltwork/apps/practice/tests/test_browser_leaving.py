"""Keeping and leaving, and maps of a group, in a browser: what axe finds wide and narrow, in light and in dark."""

from __future__ import annotations

import io

import numpy as np
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import takeout
from feltwork.apps.practice.actions.erasing import erase
from feltwork.apps.practice.actions.studies import start_study
from feltwork.apps.practice.models import Consent, MapStudy
from feltwork.apps.practice.tests.browsing import LOOKS, faults, faults_here, to
from feltwork.apps.practice.tests.test_takeout import Run
from feltwork.apps.practice.works import make_archive
from feltwork.core.practice.maps import LEAST_PEOPLE, body_mask, places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.TAKE_OUTS_FOLDER = tmp_path / "take-outs"


@pytest.fixture
def leaving(practice, opened, ben, eva, timo):
    """Addresses of every page of keeping and leaving: Eva's file is in use, others have ended, are held or erased."""
    now = timezone.now()

    def file(client):
        return opened(ben, client, when=now)

    def begun(name):
        identity = {"name": name, "born_on": "1980-01-01"}
        return actions.open_client(school=practice, identity=identity, clinician=ben, by=ben, at=now)

    held, erased = begun("Tilda Kern"), begun("Marit Olsen")
    actions.end_treatment(file=file(held), on=now.date(), by=ben, at=now)
    actions.set_hold(file=file(held), reason="A court asked for it.", by=ben, at=now)
    gone = erase(file=file(erased), asked=True, by=ben, at=now, on=now.date())
    ready = takeout.take_out(file=file(eva.file), by=ben, at=now)
    make_archive(Run({"take_out": ready.pk}))
    waiting = takeout.take_all_out(school=practice, by=ben, at=now)
    given_up = takeout.take_out(file=file(timo), by=ben, at=now)
    takeout.give_up(take_out=given_up, by=ben, at=now)
    return [
        to("leaving"), to("bring"), to("erasure", gone),
        *(to(name, one) for one in (eva.file, held) for name in ("client-leaving", "client-erase")),
        *(to("takeout", one) for one in (ready, waiting, given_up)),
        to("takeout-fetch", token="was-used"),
    ]  # fmt: skip


@pytest.fixture
def studies(practice, opened, ben, eva):
    """Addresses of the studies: the list, one that is worked out, one that waits."""
    now = timezone.now()
    for index in range(LEAST_PEOPLE):
        identity = {"name": f"Person {index}", "born_on": "1980-01-01"}
        client = actions.open_client(school=practice, identity=identity, clinician=ben, by=ben, at=now)
        Consent.objects.create(school=practice, client=client, topic="research", decision="given", at=now, by=ben)
    params = {"figure": "fw-adult-1", "view": "front", "test": "two_families", "families": ["warmth", "tension"]}
    params |= {"from": "", "until": "", "limit": 2.5}
    done = MapStudy.objects.create(
        school=practice, title="Warm and tense", params=params, by=ben, made_at=now, ready_at=now, people=LEAST_PEOPLE,
        result=worked_out(),
    )  # fmt: skip
    asked = {**params, "test": "more_less", "families": []}
    waiting = start_study(school=practice, title="All", params=asked, by=ben, at=now)
    return [to("studies"), to("study", done), to("study", waiting)]


def worked_out():
    """The belly warmer and the chest tenser, as `actions.studies.reckon` keeps it."""
    belly, chest = (places("fw-adult-1", "front")[name] for name in ("front-belly", "front-chest-left"))
    held, box = belly | chest, io.BytesIO()
    t = np.where(belly, 4.0, 0.0) - np.where(chest, 3.0, 0.0)
    np.savez_compressed(
        box, t=t, held=held, corrected=np.where(held, 0.004, 1.0), clusters=np.array([belly, chest]),
        masses=np.array([(4.0 * belly.sum(), 0.004), (-3.0 * chest.sum(), 0.01)]), flips=np.array(256),
    )  # fmt: skip
    assert (held & ~body_mask("fw-adult-1", "front")).sum() == 0
    return box.getvalue()


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_leaving_hold_what_axe_checks(enter, windows, leaving, ben, look):
    windows.known = ("410 (Gone)",)
    page = enter(ben, **look)
    assert faults(page, leaving) == {}


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_studies_hold_what_axe_checks(enter, studies, ben, look):
    page = enter(ben, **look)
    assert faults(page, studies) == {}
    page.goto(studies[1])
    page.get_by_text("Remove this study").click()
    assert faults_here(page) == []


def test_a_study_says_what_its_two_signs_mean(enter, studies, ben):
    page = enter(ben)
    page.goto(studies[1])
    expect(page.get_by_role("table", name="Areas")).to_contain_text("more warmth")
    expect(page.get_by_role("table", name="Areas")).to_contain_text("more tension")
    picture = page.get_by_role("img", name="The figure with the areas of the table beside it")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")


@pytest.mark.parametrize("look", LOOKS)
def test_what_a_client_takes_along_holds_what_axe_checks(enter, opened, eva, look):
    now = timezone.now()
    made = takeout.take_out(file=opened(eva, eva.file, when=now), by=eva, at=now)
    make_archive(Run({"take_out": made.pk}))
    page = enter(eva, **look)
    assert faults(page, [to("mine-archive", eva.file), to("takeout", made)]) == {}


def test_from_the_button_to_the_file_on_disk(enter, leaving, opened, ben, eva):
    """The archive that is ready is fetched by the button, and a second time by nothing."""
    page = enter(ben)
    page.goto(leaving[7])
    with page.expect_download() as got:
        page.get_by_role("button", name="Fetch the archive").click()
    assert got.value.suggested_filename.startswith("feltwork-")
    page.goto(leaving[7])
    expect(page.get_by_text("Fetched on")).to_be_visible()


def test_a_hold_is_set_and_lifted_by_keys(enter, opened, ben, eva):
    page = enter(ben)
    page.goto(to("client-leaving", eva.file))
    page.get_by_label("Why", exact=True).focus()
    page.keyboard.type("A court asked for it.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Held since")).to_be_visible()
    page.get_by_label("Why it is over").focus()
    page.keyboard.type("The court is done.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lifted. The rules count again.")).to_be_visible()
    expect(page.get_by_text("The court is done.")).to_be_visible()


def test_a_mark_of_a_study_needs_nothing_but_the_keyboard(enter, studies, ben):
    page = enter(ben)
    page.goto(studies[0])
    page.get_by_label("A name for it").focus()
    page.keyboard.type("Warm bellies")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Warm bellies")).to_be_visible()
    assert MapStudy.objects.filter(title="Warm bellies", params__test="more_less").exists()
