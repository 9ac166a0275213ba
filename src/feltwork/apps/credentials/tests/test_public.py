"""What anyone can find out, and what nobody can."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from feltwork.apps.credentials import actions
from feltwork.apps.credentials.codes import new_check_code, new_number
from feltwork.apps.credentials.qr import square_code
from feltwork.apps.credentials.queries import link_of
from feltwork.apps.credentials.tests.factories import CertificateFactory
from feltwork.apps.schools.tests.factories import EnrolmentFactory, UserFactory

CHECK = reverse("credentials:check")


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()


@pytest.fixture
def certificate(alma, ruth):
    return CertificateFactory(enrolment=alma.enrolment, proposed_by=ruth)


def page_of(client, certificate):
    return client.get(reverse("credentials:show", args=[certificate.check_code]))


def heading(response):
    text = response.content.decode()
    return text.split("<h1", 1)[1].split(">", 1)[1].split("</h1>")[0].strip()


def test_in_force(client, certificate, alma):
    response = page_of(client, certificate)
    assert response.status_code == 200
    assert heading(response) == "This certificate is in force"
    text = response.content.decode()
    assert "Alma Reyes is certified by Alder House: Somatic Experiencing Practitioner." in text
    assert "It is not a licence to treat people." in text
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_what_a_preview_elsewhere_shows_names_nobody(client, certificate):
    text = page_of(client, certificate).content.decode()
    head = text.split("</head>")[0]
    assert "Alma" not in head
    assert '<meta property="og:title" content="A certificate">' in head


def test_the_paper_carries_a_square_code_that_a_camera_reads_as_the_link(client, certificate):
    pyzbar = pytest.importorskip("pyzbar.pyzbar")  # needs the system's libzbar
    link = link_of(certificate)
    square = square_code(link)
    assert square.path in page_of(client, certificate).content.decode()
    side, cell = square.edge * 8, 8
    pixels = bytearray(b"\xff" * side * side)
    for stroke in square.path[1:].split("M"):
        place, length = stroke.split("h")
        x, y = (int(float(number)) + 2 for number in place.split())
        for line in range(y * cell, (y + 1) * cell):
            start = line * side + x * cell
            pixels[start : start + int(length) * cell] = bytes(int(length) * cell)
    assert [found.data.decode() for found in pyzbar.decode((bytes(pixels), side, side))] == [link]


def test_suspended_says_since_when_and_not_why(client, certificate, ruth, at):
    actions.suspend(certificate=certificate, reason="A secret reason.", by=ruth, at=at)
    response = page_of(client, certificate)
    assert heading(response) == "Suspended since 19 November 2026"
    assert "A secret reason" not in response.content.decode()
    assert 'class="p-paper"' not in response.content.decode()


def test_withdrawn_says_when_and_not_why(client, certificate, ruth, dino, at):
    actions.propose_revocation(certificate=certificate, reason="A secret reason.", by=ruth, at=at)
    assert heading(page_of(client, certificate)) == "This certificate is in force"
    actions.approve_revocation(certificate=certificate, by=dino, at=at)
    response = page_of(client, certificate)
    assert heading(response) == "Withdrawn on 19 November 2026"
    assert "A secret reason" not in response.content.decode()


def test_one_with_an_end_says_when_it_ended(client, certificate):
    certificate.valid_until = date(2020, 1, 31)
    certificate.save()
    assert heading(page_of(client, certificate)) == "This certificate ended on 31 January 2020"


@pytest.mark.parametrize("state", ["proposed", "rejected"])
def test_what_was_never_issued_looks_exactly_like_what_does_not_exist(client, certificate, state):
    certificate.state = state
    certificate.save()
    hidden = page_of(client, certificate)
    unknown = client.get(reverse("credentials:show", args=[new_check_code()]))
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert heading(hidden) == heading(unknown) == "We do not know this certificate"
    assert "Alma" not in hidden.content.decode()


@pytest.mark.parametrize("code", ["x", "a" * 26 + "b", "AH-7K4M-19", "%00", "a" * 4000])
def test_any_nonsense_is_answered_calmly(client, db, code):
    response = client.get(f"/c/{code}/")
    assert response.status_code == 404
    assert heading(response) == "We do not know this certificate"


def test_a_code_in_capitals_leads_to_the_page(client, certificate):
    assert client.get(f"/c/{certificate.check_code.upper()}/").status_code == 200


def test_a_link_typed_into_the_form_leads_to_the_page(client, certificate):
    response = client.post(CHECK, {"text": f"https://elsewhere.example/c/{certificate.check_code}/"})
    assert (response.status_code, response.url) == (302, f"/c/{certificate.check_code}/")


def test_the_number_of_an_unlisted_certificate_is_answered_like_any_other_number(client, certificate):
    mine = client.post(CHECK, {"text": certificate.number}).content.decode()
    other = client.post(CHECK, {"text": new_number("AH")}).content.decode()
    for text in (mine, other):
        assert "Numbers are looked up only for people who chose to be in the public register." in text
        assert "Please ask its holder for the link" in text
        assert "Alma" not in text


def test_the_number_of_a_listed_certificate_leads_to_the_page_even_when_suspended(client, certificate, alma, ruth, at):
    actions.list_publicly(certificate=certificate, town="Bristol", languages="", by=alma, at=at)
    typed = {"text": certificate.number.lower().replace("-", " ")}
    assert client.post(CHECK, typed).url == f"/c/{certificate.check_code}/"
    actions.suspend(certificate=certificate, reason="x", by=ruth, at=at)
    assert client.post(CHECK, typed).url == f"/c/{certificate.check_code}/"


def test_a_slip_is_told_apart_from_a_secret(client, db):
    text = client.post(CHECK, {"text": "AH-7K4M-20"}).content.decode()
    assert "This is not a number we could have given" in text


def test_an_empty_question_is_asked_again(client, db):
    assert "Please type the number or paste the link." in client.post(CHECK, {"text": ""}).content.decode()


def test_guessing_is_slowed_down(client, certificate):
    answers = [client.post(CHECK, {"text": "AH-7K4M-19"}).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


def test_the_register_shows_whoever_chose_it_and_nobody_else(client, certificate, alma, elsewhere, ruth, at):
    response = client.get(reverse("credentials:register"))
    assert "Nobody is listed yet" in response.content.decode()
    actions.list_publicly(certificate=certificate, town="Bristol", languages="English, Spanish", by=alma, at=at)
    text = client.get(reverse("credentials:register")).content.decode()
    assert text.count("c-person-name") == 1
    for words in ("Alma Reyes", "Bristol", "English, Spanish", "Certified since 9 June 2026, Alder House"):
        assert words in text
    assert "A register of certificates, not of licences" in text
    actions.suspend(certificate=certificate, reason="x", by=ruth, at=at)
    assert "Alma Reyes" not in client.get(reverse("credentials:register")).content.decode()


def test_the_register_is_searched_by_name_and_town_without_accents(client, cohort, ruth):
    for name, town in (("Åse Mårtens", "Kraków"), ("Jo Bell", "Bath"), ("Jo Ferreira", "São Paulo")):
        person = UserFactory(name=name)
        enrolment = EnrolmentFactory(cohort=cohort, student=person)
        CertificateFactory(enrolment=enrolment, proposed_by=ruth, is_listed=True, listed_town=town)

    def found(q):
        text = client.get(reverse("credentials:register"), {"q": q}).content.decode()
        return [part.split("</span>")[0] for part in text.split('c-person-name">')[1:]]

    assert found("") == ["Jo Bell", "Jo Ferreira", "Åse Mårtens"]
    assert found("ase krakow") == ["Åse Mårtens"]
    assert found("JO sao") == ["Jo Ferreira"]
    assert found("nobody") == []


@pytest.mark.parametrize("people", [1, 3])
def test_the_register_asks_the_database_the_same_however_long_it_is(
    client, cohort, ruth, people, django_assert_num_queries
):
    for _ in range(people):
        enrolment = EnrolmentFactory(cohort=cohort, student=UserFactory())
        CertificateFactory(enrolment=enrolment, proposed_by=ruth, is_listed=True)
    with django_assert_num_queries(2):
        client.get(reverse("credentials:register"))


def test_the_register_goes_on_to_further_pages_with_the_search(client, cohort, ruth):
    for number in range(51):
        person = UserFactory(name=f"Jo Number{number:02}")
        enrolment = EnrolmentFactory(cohort=cohort, student=person)
        CertificateFactory(enrolment=enrolment, proposed_by=ruth, is_listed=True)
    first = client.get(reverse("credentials:register"), {"q": "jo"}).content.decode()
    assert (first.count("c-person-name"), "51 people" in first, 'href="?q=jo&amp;page=2"' in first) == (50, True, True)
    second = client.get(reverse("credentials:register"), {"q": "jo", "page": "2"}).content.decode()
    assert second.count("c-person-name") == 1
