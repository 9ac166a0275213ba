"""Publishing rules: checked line by line, for good, and never for those who came under others."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from feltwork.apps.schools import actions, queries
from feltwork.apps.schools.models import Programme, RuleEdition
from feltwork.apps.schools.rules import bases_for, rules_of
from feltwork.apps.schools.tests.factories import CohortFactory
from feltwork.core.certification import load
from feltwork.core.certification._files import parse
from feltwork.core.certification.rulesets import bundled
from feltwork.core.certification.tests.toml_writer import as_toml

pytestmark = pytest.mark.django_db
TEXT = bundled()["alder-house-2026-1"]
WRONG = TEXT.replace("edition:", "ediiton:", 1)


@pytest.fixture
def programme(school):
    return Programme.objects.get(school=school)


@pytest.fixture
def publish(programme, dino, at):
    def make(text=TEXT, code="2026-1", valid_from=date(2026, 1, 1)):
        given = {"programme": programme, "code": code, "text": text, "bases": bases_for(text)}
        return actions.publish_edition(**given, valid_from=valid_from, by=dino, at=at)

    return make


def test_a_text_with_mistakes_is_refused_with_the_line_of_each(publish):
    with pytest.raises(ValidationError) as refused:
        publish(WRONG)
    errors = refused.value.error_dict["text"]
    line = WRONG.splitlines().index(next(x for x in WRONG.splitlines() if x.startswith("ediiton:"))) + 1
    assert [e.params["line"] for e in errors if e.code == "unknown_word"] == [line]
    assert f"Line {line}: " in refused.value.message_dict["text"][0]
    assert RuleEdition.objects.count() == 1


def test_an_edition_can_be_read_again_and_is_kept_by_its_digest(publish):
    edition = publish()
    assert rules_of(edition).edition == rules_of(RuleEdition.objects.get(pk=edition.pk)).edition
    assert rules_of(edition) is rules_of(RuleEdition.objects.defer("text", "bases").get(pk=edition.pk))


def test_a_published_edition_cannot_be_changed_by_anybody(publish):
    edition = publish()
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleEdition.objects.filter(pk=edition.pk).update(text="nothing")


def test_cohorts_without_people_take_the_new_edition_and_others_keep_theirs(
    publish, programme, cohort, school, eva, greta, at
):
    old = cohort.edition
    empty = CohortFactory(programme=programme, edition=old, starts_on=date(2027, 3, 5))
    full = CohortFactory(programme=programme, edition=old, starts_on=date(2027, 9, 3))
    actions.enrol(school=school, student=eva, cohort=full, by=greta, at=at)
    before = queries.cohorts_for_edition(programme, date(2026, 1, 1), today=at.date())
    assert [(row.pk, row.is_fixed) for row in before] == [(empty.pk, False), (full.pk, True)]
    edition = publish()
    for one in (cohort, empty, full):
        one.refresh_from_db()
    assert [one.edition for one in (cohort, empty, full)] == [old, edition, old]


def test_an_edition_is_named_once(publish):
    publish()
    with pytest.raises(ValidationError) as refused:
        publish()
    assert list(refused.value.message_dict) == ["code"]


@pytest.fixture
def pages(school, programme):
    return {
        name: reverse(f"schools:edition-{name}", kwargs={"school": school.slug, "uuid": programme.uuid})
        for name in ("new", "publish")
    }


def words(text=TEXT):
    return {"code": "2026-1", "valid_from": "2026-01-01", "text": text}


def test_checking_keeps_nothing_and_shows_whom_it_is_for(pages, programme, cohort, greta, sign_in):
    CohortFactory(programme=programme, edition=cohort.edition, starts_on=date(2027, 3, 5), name="Bristol 2027")
    page = sign_in(greta).post(pages["new"], words())
    assert [row.name for row in page.context["checked"]["cohorts"]] == ["Bristol 2027"]
    assert page.context["can_publish"] is False
    assert RuleEdition.objects.count() == 1


def test_a_file_is_read_like_a_pasted_text(pages, greta, sign_in):
    file = SimpleUploadedFile("rules.yaml", TEXT.encode())
    page = sign_in(greta).post(pages["new"], {**words(""), "file": file})
    assert page.context["checked"]["rules"].edition == "2026-1"
    wrong = SimpleUploadedFile("rules.yaml", WRONG.encode())
    page = sign_in(greta).post(pages["new"], {**words(""), "file": wrong})
    assert page.context["form"]["text"].value() == WRONG
    broken = SimpleUploadedFile("rules.yaml", b"\xff\xfe\x00")
    page = sign_in(greta).post(pages["new"], {**words(""), "file": broken})
    assert page.context["form"].errors == {"file": ["This file is not text in UTF-8."]}


def test_toml_is_read_like_yaml_and_so_is_what_it_builds_on(pages, publish, greta, sign_in):
    text = as_toml(parse(TEXT, name="alder-house-2026-1.yaml"))
    assert sorted(bases_for(text)) == sorted(bases_for(TEXT)) != []
    file = SimpleUploadedFile("rules.toml", text.encode())
    page = sign_in(greta).post(pages["new"], {**words(""), "file": file})
    assert page.context["checked"]["rules"] == load(TEXT, name="2026-1", bases=bases_for(TEXT))
    assert rules_of(publish(text)).edition == "2026-1"
    wrong = text.replace("edition =", "ediiton =", 1)
    page = sign_in(greta).post(pages["new"], words(wrong))
    assert [line for _number, line in page.context["wrong"] if line.startswith("ediiton")] == ['ediiton = "2026-1"']


def test_mistakes_stand_next_to_the_text_with_the_lines_in_question(pages, greta, sign_in):
    page = sign_in(greta).post(pages["new"], words(WRONG))
    assert "text" in page.context["form"].errors
    assert any(line.startswith("ediiton:") for _number, line in page.context["wrong"])
    assert page.context["form"]["text"].value().replace("\r\n", "\n") == WRONG


def test_publishing_needs_the_administrator_and_a_fresh_proof(pages, dino, greta, sign_in):
    assert sign_in(greta, fresh=True).post(pages["publish"], words()).status_code == 403
    waits = sign_in(dino).post(pages["publish"], words())
    assert (waits.status_code, RuleEdition.objects.count()) == (302, 1)
    done = sign_in(dino, fresh=True).post(pages["publish"], words())
    assert (done.status_code, RuleEdition.objects.count()) == (302, 2)


def test_publishing_what_has_mistakes_shows_them(pages, dino, sign_in):
    page = sign_in(dino, fresh=True).post(pages["publish"], words(WRONG))
    assert "text" in page.context["form"].errors
