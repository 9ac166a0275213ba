"""A file, or a folder with whatever lies in it."""

import json

import pytest

from feltwork.core.measures.wording import ReadError, read_wording

from .forms import activity, form, question, shared

ONE = json.dumps(form(question(1, (0, 1)))).encode()


def test_one_file_is_what_its_content_says():
    assert read_wording({"words.txt": ONE}).format == "fhir"


def test_a_folder_with_an_activity_and_other_things():
    files = {f"P/{path}": content for path, content in activity(2).items()}
    assert (
        read_wording(files | {"P/LICENSE": b"Free", "__MACOSX/P/._x": b"{", ".git/config": b"{"}).format
        == "reproschema"
    )


def test_a_folder_with_a_form_and_its_lists():
    folder = shared() / "pcl5_lec_de"
    draft = read_wording({one.name: one.read_bytes() for one in folder.iterdir()})
    assert (draft.format, len(draft.rows[0].choices)) == ("fhir", 6)


@pytest.mark.parametrize(("files", "code"), [
    ({}, "nothing_known"),
    ({"a.txt": b"words"}, "nothing_known"),
    ({"a": ONE, "b": ONE}, "several_questionnaires"),
    ({"a": b"{}", "b": b"{}"}, "nothing_known"),
    ({f"f{n}": b"" for n in range(601)}, "too_many_files"),
])  # fmt: skip
def test_what_cannot_be_told_is_refused(files, code):
    with pytest.raises(ReadError) as error:
        read_wording(files)
    assert error.value.code == code
