"""Files are what their content says, and come back only as downloads."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from feltwork.apps.ui.uploads import check_upload, safe_name, serve_file

MAIL = b"From: a@example.org\r\nDate: Thu, 19 Nov 2026 09:00:00 +0000\r\nSubject: x\r\n\r\nWords \xff\r\n"


def upload(content, name="paper.pdf", claimed="application/pdf"):
    return SimpleUploadedFile(name, content, content_type=claimed)


@pytest.mark.parametrize(
    "content,content_type,suffix",
    [
        (b"%PDF-1.7\n...", "application/pdf", "pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png", "png"),
        (b"\xff\xd8\xff\xe0\0", "image/jpeg", "jpg"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp", "webp"),
        ("Grüße, 12 h".encode(), "text/plain; charset=utf-8", "txt"),
        ("\ufeffWords\r\n\tmore".encode(), "text/plain; charset=utf-8", "txt"),
        (MAIL, "message/rfc822", "eml"),
    ],
)
def test_the_content_decides(content, content_type, suffix):
    info = check_upload(upload(content, name="../x/evil.html", claimed="text/html"))

    assert (info.content_type, info.suffix, info.size, info.name) == (
        content_type,
        suffix,
        len(content),
        f"evil.{suffix}",
    )


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"  <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\xef\xbb\xbf<?xml version='1.0'?>",
        b"GIF89a\x01\0",
        b"PK\x03\x04",
        b"MZ\x90\0",
        b"\x7fELF",
        b"words\0words",
        b"RIFF\x10\0\0\0WAVE",
        b"\xff\xfew\0o\0",
        b"\x1b[2J",
    ],
)
def test_other_kinds_are_refused_in_words(content):
    with pytest.raises(ValidationError, match="This kind of file cannot be taken") as refused:
        check_upload(upload(content))
    assert refused.value.code == "kind"


def test_size_counts_to_the_byte(settings):
    settings.FILES_MAX_BYTES = 1024 * 1024
    start = b"%PDF-1.7"
    check_upload(upload(start.ljust(1024 * 1024, b" ")))

    with pytest.raises(ValidationError, match="larger than 1 MB"):
        check_upload(upload(start.ljust(1024 * 1024 + 1, b" ")))
    with pytest.raises(ValidationError, match="empty"):
        check_upload(upload(b""))


def test_the_file_can_be_read_afterwards():
    file = upload(b"%PDF-1.7 rest")

    check_upload(file)

    assert file.read() == b"%PDF-1.7 rest"


@pytest.mark.parametrize(
    "name,safe",
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\invoice.exe", "invoice.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("evil\u202egpj.exe", "evilgpj.pdf"),
        ('say "hi".pdf', "say hi.pdf"),
        (".pdf", "pdf.pdf"),
        ("\0", "file.pdf"),
        ("Rechnung März.pdf", "Rechnung März.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_names_are_made_safe(name, safe):
    assert safe_name(name, "pdf") == safe


@given(st.text(max_size=200))
def test_no_name_leaves_its_folder_or_its_line(name):
    safe = safe_name(name, "txt")

    assert safe.endswith(".txt") and len(safe) <= 104
    assert not set(safe) & set('/\\\r\n\0"<>:|?*')
    assert not safe.startswith(".")


@pytest.mark.parametrize("name,safe", [("paper", "paper"), ("a.tar.gz", "a.tar.gz"), (".hidden", "hidden")])
def test_a_kept_name_keeps_its_own_ending(name, safe):
    class Kept:
        def open(self, mode):
            return ContentFile(b"x")

    assert serve_file(Kept(), name, "text/plain")["Content-Disposition"] == f'attachment; filename="{safe}"'


def test_a_file_comes_back_as_a_download():
    storage = InMemoryStorage()
    name = storage.save("kept", ContentFile(b"<script>alert(1)</script>"))

    class Kept:
        def open(self, mode):
            return storage.open(name, mode)

    answer = serve_file(Kept(), "März\r\n.txt", "text/plain; charset=utf-8")

    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''M%C3%A4rz.txt"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store"
