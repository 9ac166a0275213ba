"""Questions in several languages: a form is in one, and whoever sits it chooses which."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from feltwork.apps.exams.actions import handing_in
from feltwork.apps.exams.actions.deciding import decide
from feltwork.apps.exams.actions.examinations import change_examination, close_examination, open_examination
from feltwork.apps.exams.actions.items import change_item
from feltwork.apps.exams.actions.sitting import NotNow
from feltwork.apps.exams.actions.standards import begin_standard
from feltwork.apps.exams.actions.taking_in import take_in_starter
from feltwork.apps.exams.languages import known_first, language_word, primary
from feltwork.apps.exams.models import Attempt, Item, ItemVersion
from feltwork.apps.exams.queries.attempts import asked_before
from feltwork.apps.exams.queries.blueprints import bank_languages, lacks_in, languages_of
from feltwork.apps.exams.tests.bank import CHOICE, in_use, written
from feltwork.apps.exams.tests.sitting_factories import begin, examination, item

GERMAN = {"language": "de", "stem": "Was tun Sie zuerst?"}


def path(name, row):
    return reverse(f"exams:{name}", kwargs={"school": "alder-house", "uuid": row.uuid})


@pytest.fixture
def exam(cohort, carla):
    """Two questions of anatomy, in English and in German; the bank has as many of each again."""
    found = examination(cohort.programme, carla, kinds=("single",), spare=1, languages=["en", "de"])
    for number in range(2):
        item(cohort.school, carla, "single", f"single-{number}-de", **GERMAN)
    return found


def languages_in(attempt):
    return {one.item_version.data["language"] for one in attempt.questions.select_related("item_version")}


def test_a_form_is_in_the_language_that_was_chosen(exam, alma, member, cohort):
    from feltwork.apps.schools.tests.factories import EnrolmentFactory

    other = member("Jonas Weber", "student")
    other.enrolment = EnrolmentFactory(cohort=cohort, student=other)
    german, english = begin(exam, alma, language="de"), begin(exam, other, language="en")
    assert (german.language, languages_in(german)) == ("de", {"de"})
    assert (english.language, languages_in(english)) == ("en", {"en"})


@pytest.mark.parametrize("asked", ["", "fr"])
def test_where_there_is_a_choice_one_of_them_has_to_be_chosen(exam, alma, asked):
    with pytest.raises(NotNow) as refused:
        begin(exam, alma, language=asked)
    assert refused.value.code == "language"
    assert not Attempt.objects.exists()


def test_with_one_language_nobody_is_asked(exam, alma):
    exam.languages = ["de"]
    exam.save()
    assert languages_in(begin(exam, alma)) == {"de"}


def test_the_page_offers_the_readers_own_language_first(exam, alma, sign_in):
    alma.language = "de"
    alma.save()
    client = sign_in(alma, fresh=True)
    page = client.get(path("exam", exam))
    assert page.context["form"]["language"].value() == "de"
    again = client.post(path("begin", exam), {"language": "fr"})
    assert (again.status_code, list(again.context["form"].errors)) == (200, ["language"])
    client.post(path("begin", exam), {"language": "de"})
    assert Attempt.objects.get().language == "de"


def test_the_bank_says_which_language_has_too_few(exam, school):
    blueprint = exam.blueprint
    blueprint.data["parts"][0]["cells"][0]["count"] = 2
    blueprint.save()
    ItemVersion.objects.get(item__code="single-0-de").delete()
    assert languages_of(blueprint, school) == ["en", "de"]
    short = lacks_in(blueprint, school, ["en", "de"])
    assert [(one.language, one.missing) for one in short] == [("de", 1)]


def test_nothing_is_opened_that_somebody_could_not_begin(exam, ruth, carla, at):
    close_examination(examination=exam, by=ruth, at=at)
    exam.blueprint.data["parts"][0]["cells"][0]["count"] = 2
    exam.blueprint.save()
    ItemVersion.objects.get(item__code="single-0-de").delete()
    with pytest.raises(ValidationError) as refused:
        open_examination(examination=exam, by=ruth, at=at)
    (sentence,) = refused.value.messages
    assert sentence.startswith("In German the bank has 1 question too few")
    change_examination(examination=exam, languages=["en"], by=carla, at=at)
    open_examination(examination=exam, by=ruth, at=at)
    exam.refresh_from_db()
    with pytest.raises(ValidationError) as later:
        change_examination(examination=exam, languages=["en", "de"], by=carla, at=at)
    assert list(later.value.message_dict) == ["languages"]


def test_one_in_writing_needs_a_language(exam, ruth, at):
    exam.languages = []
    exam.save()
    with pytest.raises(ValidationError) as refused:
        open_examination(examination=exam, by=ruth, at=at)
    assert refused.value.code == "languages"


def test_a_version_says_its_language_however_it_came(school, carla, greta, dino, at):
    typed = in_use(school, carla, [greta, dino], at, data=CHOICE | {"language": "de-AT"})
    assert typed.versions.get().language == "de"
    draft = written(school, carla, at)
    change_item(item=draft, topic="ethics", difficulty="easy", data=CHOICE | {"language": "de"}, by=carla, at=at)
    assert draft.versions.get().language == "de"
    taken = take_in_starter(school=school, language="de", by=carla, at=at).items
    assert set(ItemVersion.objects.filter(item__in=taken).values_list("language", flat=True)) == {"de"}
    assert bank_languages() == ["de"]
    assert bank_languages(with_drafts=True) == ["de"]


def test_the_list_and_the_blueprint_are_looked_at_in_one_language(exam, sign_in, carla, school):
    client = sign_in(carla)
    listed = client.get(reverse("exams:bank", args=[school.slug]), {"language": "de"})
    assert listed.context["page"].paginator.count == 2
    page = client.get(path("blueprint", exam.blueprint), {"in": "de"})
    (part,) = page.context["trial"]
    assert {one.language for one in part.items} == {"de"}
    rows = client.get(reverse("exams:blueprints", args=[school.slug])).content.decode()
    assert "German: can be filled" in rows
    edit = client.get(path("blueprint-edit", exam.blueprint)).content.decode()
    assert "2 en, 2 de" in edit


def test_the_page_of_an_examination_names_its_languages(exam, sign_in, carla):
    page = sign_in(carla).get(path("examination", exam)).content.decode()
    assert "<dt>Languages</dt><dd>English, German</dd>" in page
    assert page.count('name="language"') == 2  # the page's own choice of a language is still that of Feltwork


def test_judges_rate_questions_of_one_language(exam, member, carla, ben, at):
    people = [carla, ben, member("Paul Stone", "faculty")]
    standard = begin_standard(examination=exam, judges=people, seed="s", language="de", by=carla, at=at)
    assert {one.version.language for one in standard.items.select_related("version")} == {"de"}
    with pytest.raises(ValidationError):
        begin_standard(examination=exam, judges=people, seed="s", language="fr", by=carla, at=at)


def test_languages_have_names_and_an_order():
    assert [language_word("de"), language_word("xx-unknown")] == ["German", "xx-unknown"]
    assert [primary("de-AT"), primary("en")] == ["de", "en"]
    assert known_first({"fr", "de", "en"}) == ["en", "de", "fr"]


def test_who_sat_it_in_one_language_is_not_asked_its_translation_first(cohort, carla, alma, at):
    """Two questions in each language; the first was asked in English, so its translation comes last."""
    exam = examination(cohort.programme, carla, kinds=("single",), languages=["en", "de"], retake_days=0)
    for number in range(2):
        item(cohort.school, carla, "single", f"single-{number}-de", **GERMAN)
    Item.objects.filter(code__in=("single-0", "single-0-de")).update(family="orienting")
    first = begin(exam, alma, language="en")
    assert asked_before(alma) == {"single-0", "single-0-de"}
    handing_in.hand_in(attempt=first, by=alma, at=at)
    first.refresh_from_db()
    decide(attempt=first, outcome="failed", reason="", by=carla, roles=frozenset({"admin"}), at=at)
    again = begin(exam, alma, at=at + timedelta(days=1), language="de")
    assert again.questions.get().item_version.item.code == "single-1-de"


def test_our_questions_and_their_translations_are_of_one_family(school, carla, at):
    for language in ("en", "de"):
        take_in_starter(school=school, language=language, by=carla, at=at)
    families = dict(Item.objects.values_list("code", "family"))
    assert all(family == families[f"{code}-de"] for code, family in families.items() if not code.endswith("-de"))
