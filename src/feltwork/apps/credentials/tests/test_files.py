"""What a holder gives out: a paper that keeps the signed file, pictures that carry it, a page that says what it is."""

import io
import json
from urllib.parse import parse_qs, urlsplit

import pikepdf
import pytest
import segno
from django.urls import reverse
from PIL import Image

from feltwork.apps.credentials.baking.pictures import badge_png, badge_svg
from feltwork.apps.credentials.baking.unbaking import Unreadable, unbake
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.credentials.paper import PaperError, certificate_pdf
from feltwork.apps.credentials.queries import link_of, newest_version
from feltwork.apps.credentials.tests.test_signing import issued, issuer, own_keys  # noqa: F401 - fixtures


@pytest.fixture
def paper(issued):  # noqa: F811
    return certificate_pdf(issued, newest_version(issued))


def attached(content):
    with pikepdf.open(io.BytesIO(content)) as document:
        return {name: document.attachments[name].get_file().read_bytes() for name in document.attachments}


def test_the_paper_keeps_the_signed_files_byte_for_byte(issued, paper):  # noqa: F811
    version = newest_version(issued)
    assert attached(paper) == {"credential.json": version.document.encode(), "credential.jwt": version.jwt.encode()}
    assert unbake(paper) in {version.document.encode(), version.jwt.encode()}


def test_the_paper_is_pdf_a_3_and_pdf_ua_with_title_and_language(paper):
    with pikepdf.open(io.BytesIO(paper)) as document, document.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfaid:conformance"], told["pdfuaid:part"]) == ("3", "A", "1")
        assert str(document.Root.Lang) == "en"
        assert document.docinfo["/Title"] == told["dc:title"]
        assert len(document.pages) == 1


def test_the_same_version_makes_the_same_bytes(issued, paper):  # noqa: F811
    from feltwork.apps.credentials.paper import pdf

    pdf._compiled.cache_clear()
    assert certificate_pdf(issued, newest_version(issued)) == paper


def test_the_square_on_the_paper_leads_to_the_page(issued, paper, tmp_path):  # noqa: F811
    pyzbar = pytest.importorskip("pyzbar.pyzbar")
    typst = pytest.importorskip("typst")
    drawn = render(typst, paper, tmp_path)
    assert [found.data.decode() for found in pyzbar.decode(drawn)] == [link_of(issued) + "?v=1"]


def test_every_cell_of_the_square_is_the_links(issued, paper, tmp_path):  # noqa: F811
    """Needs no program that reads squares: the cells on the page are compared with those of the link."""
    typst = pytest.importorskip("typst")
    drawn = render(typst, paper, tmp_path).convert("L")
    dark = drawn.crop((drawn.width // 2, drawn.height * 3 // 5, drawn.width * 19 // 20, drawn.height * 19 // 20)).point(
        lambda x: x < 110 and 255
    )
    wanted = [list(row) for row in segno.make_qr(link_of(issued) + "?v=1", error="q").matrix]
    left, top, size = square_in(dark)
    cell = size / len(wanted)
    found = [
        [int(dark.getpixel((left + (x + 0.5) * cell, top + (y + 0.5) * cell)) > 0) for x in range(len(wanted))]
        for y in range(len(wanted))
    ]
    assert found == wanted


def square_in(dark):
    """Where the square begins: its first row of cells is the first dark thing that is seven cells wide."""
    for y in range(dark.height):
        row = [x for x in range(dark.width) if dark.getpixel((x, y))]
        if row and row[-1] - row[0] > dark.width // 8:
            return row[0], y, row[-1] - row[0] + 1
    raise AssertionError("no square on the page")


def test_the_fullest_paper_is_one_page_and_soon_made(issued):  # noqa: F811
    from time import process_time

    version = newest_version(issued)
    version.holder_name = "Maximiliana " * 10
    issued.title, issued.school.name, issued.levels = "Practitioner " * 12, "School " * 17, ["Level"] * 8
    begun = process_time()
    with pikepdf.open(io.BytesIO(certificate_pdf(issued, version))) as document:
        assert len(document.pages) == 1
    assert process_time() - begun < 3


def render(typst, paper, folder):
    """The page as pixels: typst shows PDFs as pictures, so no other program is needed."""
    (folder / "paper.pdf").write_bytes(paper)
    (folder / "main.typ").write_text('#set page(width: auto, height: auto, margin: 0pt)\n#image("paper.pdf", page: 1)')
    return Image.open(io.BytesIO(typst.compile(folder / "main.typ", root=folder, format="png", ppi=120)))


@pytest.mark.parametrize(
    "name",
    [
        "عبد الرحمن بن محمد الأنصاري القرطبي الشاذلي المراكشي الفاسي",
        "สมหญิง ใจดีมีสุขเกษมสันต์",
        "अनुराधा शर्मा",
        "Þóra Ægisdóttir-Łukasiewicz Nguyễn Thị Ánh Tuyết de la Peña y Montserrat-Öberg",
        '#panic("run") *bold* $x$ \\ <a href="x">',
        "W" * 120,  # the longest there can be, and nowhere to break
    ],
)
def test_names_of_any_script_stand_there_as_they_are(issued, name):  # noqa: F811
    version = newest_version(issued)
    version.holder_name = name
    with pikepdf.open(io.BytesIO(certificate_pdf(issued, version))) as document:
        assert len(document.pages) == 1


def test_a_letter_that_no_font_can_write_is_refused_and_never_a_box(client, issued):  # noqa: F811
    version = newest_version(issued)
    version.holder_name = "\U00013000 Reyes"  # an Egyptian hieroglyph
    with pytest.raises(PaperError) as caught:
        certificate_pdf(issued, version)
    assert ("\U00013000" in str(caught.value), "we print no boxes" in str(caught.value)) == (True, True)


def test_pictures_carry_the_file(issued):  # noqa: F811
    text = newest_version(issued).document
    for made in (badge_png(text, title="Certificate"), badge_svg(text, title='"A" <b> & ]]>')):
        assert unbake(made).decode() == text
    assert Image.open(io.BytesIO(badge_png(text, title="x"))).size == (512, 512)


def test_a_picture_with_an_awkward_text_gives_it_back():
    text = json.dumps({"x": "]]> é <![CDATA[ \U0001f600"}, ensure_ascii=False)
    assert unbake(badge_svg(text, title="x")).decode() == text


def test_text_and_tokens_are_taken_as_they_are(issued):  # noqa: F811
    version = newest_version(issued)
    assert unbake(f"\n {version.document}\n".encode()) == version.document.encode()
    assert unbake(version.jwt.encode()) == version.jwt.encode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"hello", "no_credential"),
        (b"https://feltwork.example/c/x/", "link"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "picture"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "picture"),
        (b"%PDF-1.7\n1 0 obj", "pdf"),
        (b"{" + b" " * 300_000 + b"}", "too_large"),
    ],
)
def test_what_has_no_certificate_in_it_is_said_to_have_none(content, code):
    with pytest.raises(Unreadable) as caught:
        unbake(content)
    assert caught.value.code == code


def test_the_page_offers_the_files_and_they_come_as_downloads(client, issued):  # noqa: F811
    page = client.get(reverse("credentials:show", args=[issued.check_code])).text
    kinds = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
    for name, kind in kinds.items():
        address = reverse(f"credentials:{name}", args=[issued.check_code])
        response = client.get(address)
        assert (address in page, response.status_code, response["Content-Type"]) == (True, 200, kind)
        assert response["Content-Disposition"] == f'attachment; filename="{issued.number}.{name}"'
        assert "sandbox" in response["Content-Security-Policy"]
        assert client.get(reverse(f"credentials:{name}", args=["a" * 26])).status_code == 404


def test_the_link_to_a_profile_names_no_holder_and_has_no_empty_field(client, issued):  # noqa: F811
    from feltwork.apps.credentials.linkedin import linked_in

    fields = parse_qs(urlsplit(linked_in(issued, link_of(issued))).query, keep_blank_values=True)
    assert fields == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["Somatic Experiencing Practitioner"],
        "organizationName": ["Alder House"],
        "issueYear": ["2026"],
        "issueMonth": ["11"],
        "certUrl": [link_of(issued)],
        "certId": [issued.number],
    }


def test_previews_name_nobody_unless_the_holder_wants_it(client, sign_in, issued, alma, school):  # noqa: F811
    def preview():
        page = client.get(reverse("credentials:show", args=[issued.check_code])).text
        return next(line for line in page.splitlines() if "og:title" in line)

    assert "Alma" not in preview()
    sign_in(alma)
    address = reverse("credentials-staff:preview", kwargs={"school": school.slug, "uuid": issued.uuid})
    client.post(address, {"shows_name": "on"})
    assert "Alma Reyes" in preview()
    client.post(address, {})
    assert "Alma" not in preview()


def test_a_certificate_without_a_signed_form_has_no_files_and_still_a_page(client, alma, ruth):
    from feltwork.apps.credentials.tests.factories import CertificateFactory

    plain = CertificateFactory(enrolment=alma.enrolment, proposed_by=ruth)
    page = client.get(reverse("credentials:show", args=[plain.check_code]))
    assert (page.status_code, "Files, and checking" in page.text) == (200, False)
    assert client.get(reverse("credentials:pdf", args=[plain.check_code])).status_code == 404
    assert Certificate.objects.count() == 1
