from datetime import date

import pytest
from django import forms
from django.utils import translation

from feltwork.apps.ui.forms import CardRadios, ChipBoxes, ChipRadios, FwForm, RowRadios, problems
from feltwork.apps.ui.tests.markup import problems_of

KINDS = [("session", "Personal session"), ("group", "Group")]


class Entry(FwForm):
    name = forms.CharField(help_text="Any <b>name</b> will do.")
    on = forms.DateField()
    kind = forms.ChoiceField(choices=KINDS, widget=CardRadios(hints={"group": "Three hours make one credit"}))
    mode = forms.ChoiceField(choices=[("video", "Video")], widget=ChipRadios)
    level = forms.ChoiceField(choices=KINDS, required=False)
    words = forms.MultipleChoiceField(choices=KINDS, widget=ChipBoxes, required=False)
    answer = forms.ChoiceField(choices=KINDS, widget=RowRadios, required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)
    paper = forms.FileField(required=False)
    is_true = forms.BooleanField(label="It took place as described.")


@pytest.mark.parametrize("form", [Entry(), Entry({}), Entry({"name": "x", "on": "31 November"})])
def test_a_whole_form_is_sound_markup(form):
    assert problems_of(str(form)) == []


def test_the_hint_stands_between_label_and_field_and_is_escaped():
    html = Entry()["name"].as_field_group()
    order = [html.index(part) for part in ("fw-label", "Any &lt;b&gt;name", "<input")]
    assert order == sorted(order)


def test_an_error_is_tied_to_its_field_and_says_what_to_do():
    html = Entry({})["on"].as_field_group()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_on_error"' in html
    assert "On: please fill this in" in html


def test_what_has_to_change_is_listed_with_links_to_the_fields():
    found = [(problem.text, problem.target) for problem in problems(Entry({"is_true": "on"}))]
    assert found == [
        ("Name: please fill this in", "id_name"),
        ("On: please fill this in", "id_on"),
        ("Kind: please choose", "id_kind_0"),
        ("Mode: please choose", "id_mode_0"),
    ]


def test_a_form_nobody_sent_has_no_problems():
    assert list(problems(Entry())) == []


def test_optional_fields_say_so_and_the_browser_does_not_interfere():
    html = str(Entry())
    assert html.count("(optional)") == 5
    assert " required" not in html


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_date_field_reads_and_writes_iso_in_every_language(language):
    with translation.override(language):
        form = Entry({"on": "2026-11-19"})
        form.is_valid()
        assert form.cleaned_data["on"] == date(2026, 11, 19)
        assert 'type="date"' in str(form["on"])
        assert 'value="2026-11-19"' in str(Entry(initial={"on": date(2026, 11, 19)})["on"])


def test_what_was_typed_is_kept():
    html = str(Entry({"name": "Al<ma", "note": "line", "level": "group", "words": ["session"], "kind": "group"}))
    assert 'value="Al&lt;ma"' in html
    assert '<option value="group" selected>' in html
    assert html.count("checked") == 2


def test_a_choice_can_carry_a_second_line():
    assert "<small>Three hours make one credit</small>" in str(Entry()["kind"])


def test_a_field_can_be_narrow_and_say_why_it_is_optional():
    from django.template import engines

    template = engines["django"].from_string('{% field form.note optional="only you can read it" width="s" %}')
    html = template.render({"form": Entry()})
    assert "(only you can read it)" in html
    assert "fw-w-s" in html


def test_an_unknown_option_of_a_field_is_an_error():
    from django.template import engines

    with pytest.raises(TypeError):
        engines["django"].from_string('{% field form.note with="s" %}').render({"form": Entry()})
