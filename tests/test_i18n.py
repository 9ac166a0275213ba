"""The site in German: the catalogue is whole, says each thing by its one name, and no page falls back into English."""

from __future__ import annotations

import ast
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import dev
import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db.models import CharField, JSONField, TextField
from django.template.base import Lexer, TokenType
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from django.utils.translation.template import templatize
from playwright.sync_api import sync_playwright

from feltwork.apps.accounts.forms import time_zones
from feltwork.apps.directory.models import Profile
from feltwork.apps.keys import stores
from feltwork.apps.measures.models import Pack
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.actions import defer
from feltwork.apps.schools.models import RuleEdition, WorkItem
from feltwork.apps.ui.words import date_words, hours, moment_words
from tests import matrix_directory, matrix_measures, matrix_practice, matrix_taught
from tests.chromium import launch
from tests.matrix_examples import EXAMPLES, build
from tests.urls import addresses

PACKAGE = Path(__file__).parents[1] / "src" / "feltwork"
RULE_LIBRARY = PACKAGE / "core" / "certification" / "rulesets"
MEASURES = PACKAGE / "core" / "measures"
CATALOGUE = PACKAGE / "locale" / "de" / "LC_MESSAGES" / "django.po"
ALL = addresses()
Key = tuple[str, str, str]  # context, text, plural

# --- what the sources say --------------------------------------------------------------------------------------------

# name in django.utils.translation → which arguments are context, text and plural
CALLS = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
IN_TEMPLATE = re.compile(r"""\b(n?p?gettext|_)\(((?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^()'"])*)\)""", re.S)


def sources(*suffixes: str) -> list[Path]:
    found = [path for suffix in suffixes for path in sorted(PACKAGE.rglob(f"*{suffix}"))]
    return [path for path in found if not {"tests", "migrations", "static", "static_vendor"} & set(path.parts)]


def in_python(path: Path) -> Iterator[Key]:
    """Every text that this module hands to gettext, under whichever name it imported that."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name: CALLS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in CALLS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield from _key(node, names[node.func.id])


def in_template(path: Path) -> Iterator[Key]:
    """Every text in a translate tag, a blocktranslate or `_("…")`."""
    for name, arguments in IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        call = ast.parse(f"f({arguments.strip()})", mode="eval").body
        assert isinstance(call, ast.Call)
        yield from _key(call, CALLS["gettext" if name == "_" else name])


def _key(call: ast.Call, places: tuple[int | None, ...]) -> Iterator[Key]:
    values = ["" if place is None else call.args[place] for place in places]
    texts = [value.value if isinstance(value, ast.Constant) else value for value in values]
    if all(isinstance(text, str) for text in texts):  # a name instead of a text: said somewhere else
        yield texts[0], texts[1], texts[2]


@pytest.fixture(scope="module")
def asked() -> dict[Key, str]:
    """Every text of the sources, with a file that has it."""
    found = {key: path for path in sources(".py") for key in in_python(path)}
    found |= {key: path for path in sources(".html", ".txt") if "locale" not in path.parts for key in in_template(path)}
    return {key: path.relative_to(PACKAGE).as_posix() for key, path in found.items()}


# --- what the catalogue answers --------------------------------------------------------------------------------------


def entries() -> list[dict[str, str]]:
    return [entry for entry in dev.po_entries(CATALOGUE.read_text(encoding="utf-8")) if entry["msgid"]]


def answers(entry: dict[str, str]) -> list[str]:
    return [entry[name] for name in sorted(entry) if name.startswith("msgstr")]


@pytest.fixture(scope="module")
def known() -> dict[Key, list[str]]:
    rows = entries()
    found = {(row.get("msgctxt", ""), row["msgid"], row.get("msgid_plural", "")): answers(row) for row in rows}
    assert len(found) == len(rows)
    return found


def said() -> Iterator[tuple[str, str]]:
    """Pairs of an English and a German text; a plural makes two."""
    for entry in entries():
        german = answers(entry)
        yield entry["msgid"], german[0]
        if "msgid_plural" in entry:
            yield entry["msgid_plural"], german[1]


def test_every_text_is_there_in_german_and_nothing_else(asked, known):
    """`feltwork makemessages -l de` brings the file up to date; then give it the words."""
    # gettext keeps one entry for a text that is said both with and without a plural
    plurals = {(context, text) for context, text, plural in known if plural}
    assert (
        sorted(
            f"{file}: {text}"
            for (context, text, plural), file in asked.items()
            if (context, text, plural) not in known and (plural or (context, text) not in plurals)
        )
        == []
    )
    assert sorted(text for context, text, plural in known if (context, text, plural) not in asked) == []
    assert sorted(text for (_, text, _), german in known.items() if not all(german)) == []


def test_no_text_is_a_guess_and_the_file_says_what_it_is():
    text = CATALOGUE.read_text(encoding="utf-8")
    header = next(dev.po_entries(text))["msgstr"]
    assert "Plural-Forms: nplurals=2; plural=(n != 1);\n" in header
    assert "Content-Type: text/plain; charset=UTF-8\n" in header
    assert [entry["msgid"] for entry in entries() if "fuzzy" in entry.get("flags", "")] == []
    assert not re.search(r"^#~|^#: ", text, re.M)  # neither old texts nor line numbers, which change all the time


@pytest.mark.skipif(not shutil.which("xgettext"), reason="xgettext is not installed")
def test_makemessages_finds_what_the_catalogue_has(tmp_path, monkeypatch, settings, known):
    """Django's own reading of the sources, on a copy of them."""
    copy = tmp_path / "feltwork"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "static*", "*.mo"))
    settings.LOCALE_PATHS = [copy / "locale"]
    monkeypatch.chdir(copy)
    call_command("makemessages", locale=["de"], verbosity=0)
    found = (copy / CATALOGUE.relative_to(PACKAGE)).read_text(encoding="utf-8")
    keys = [(e.get("msgctxt", ""), e["msgid"], e.get("msgid_plural", "")) for e in dev.po_entries(found) if e["msgid"]]
    assert keys == list(known)  # the same texts, in the same order


# --- how German it is ------------------------------------------------------------------------------------------------

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%[sd]|\{\w*\}|<[^>]+>")


def test_placeholders_and_tags_are_those_of_the_source():
    wrong = []
    for entry in entries():
        forms = [Counter(PLACEHOLDER.findall(entry[key])) for key in ("msgid", "msgid_plural") if key in entry]
        wrong += [entry["msgid"] for text in answers(entry) if Counter(PLACEHOLDER.findall(text)) not in forms]
    assert wrong == []


def test_texts_begin_and_end_as_in_the_source():
    def edges(text: str) -> tuple[bool, bool, int]:
        return text.startswith("\n"), text.endswith("\n"), text.count("\n\n")

    assert [german for english, german in said() if edges(english) != edges(german)] == []


@pytest.mark.parametrize(
    "banned",
    [
        r"!",
        r"\b[Dd](u|ich|ir|ein|eine|einen|einem|einer)\b",
        r"[a-zäöüß](\*|:|_|I)innen\b",
        r"“[A-ZÄÖÜ]",  # English quotation marks
        r"—|\.\.\.",
        r"\b(Nutzer|Anbieter|Teilnehmer|Student|Lehrer|Kandidat|Bewerber|Klient|Inhaber)(en|n|s)?\b(?! und| oder)",
        r"\b(bewiesen|nachgewiesen|heilt|Heilung|klinisch)\b",
        r"\b(Studenten|Supervisor|Practitionern)\b",
    ],
)
def test_the_voice(banned):
    """One voice: “Sie”, calm, and names for people that leave nobody out (locale/de/GLOSSARY.md)."""
    allowed = re.compile(r"Klientin(nen)? (oder|und) (\w+ )?Klient(en)?\b")
    assert [german for _, german in said() if re.search(banned, allowed.sub("", german))] == []


@pytest.mark.parametrize(
    ("english", "german"),
    [
        (r"\bpersonal sessions?\b", r"Einzelsitzung"),
        (r"\bcase consultations?\b", r"[Ff]allberatung"),
        (r"\bcohorts?\b", r"[Gg]ruppe"),
        (r"\bcertificates?\b", r"Zertifikat|ausgestellt|genehmigt"),
        (r"\bpasskeys?\b", r"Passkey"),
        (r"\bledgers?\b", r"Bestätigungsbuch"),
        (r"\bwaive(s|d|r|rs)?\b", r"[Ee]rl(ass|äss)|Verzichtserklärung"),
        (r"\bsuspend(ed|s)?\b", r"[Aa]us(ge|zu)?setz|setzen Sie es stattdessen aus"),
        (r"\brecovery codes?\b", r"Ersatzcode"),
        (r"\beditions?\b", r"Ausgabe|Fassung"),
        (r"\bseals?\b", r"[Ss]iegel"),
        (r"\baccount\b", r"Kont"),
        (r"\bprogrammes?\b", r"Programm"),
        (r"\blevels?\b", r"[Ss]tufe|%\(level\)s"),
        (r"\bmodules?\b", r"Modul"),
        (r"\brequirements?\b", r"Anforderung|%\(requirement\)s"),
        (r"\bpublic register\b", r"öffentliche\w* Verzeichnis|Verzeichnis"),
    ],
)
def test_one_thing_has_one_name(english, german):
    """Spot checks of the glossary, placeholders and commands left out."""
    pairs = [(re.sub(r"%\(\w+\)s|“feltwork [^”]*”", "", a), b) for a, b in said()]
    assert [b for a, b in pairs if re.search(english, a, re.I) and not re.search(german, b)] == []


def test_dates_and_lengths_are_written_the_german_way(at):
    with override("de"):
        assert date_words(at) == "19. November 2026"
        assert moment_words(at) == "19. November 2026 um 09:00"
        assert [hours(1), hours("3/2"), hours("1/60")] == ["1 Stunde", "1 Stunde 30 Minuten", "1 Minute"]


# --- the pages -------------------------------------------------------------------------------------------------------

# names, kinds of files, addresses, and what is typed at a prompt
TAUGHT = ("exams", "learning", "seminars", "lti")
NO_WORDS_OF_OURS = {
    *("Feltwork", "· Feltwork", "Enter", "PDF", "JSON", "JWT", "PNG", "SVG", ".json", "/.well-known", "/did.json"),
    *("feltwork credentials verify", "feltwork transparency check log-proof.json", "feltwork transparency witness"),
    *('" --memory witness.json --name your-school.example', '--vkey "'),
    *("LOINC", "d_av", "d_z", "d_rm", "KR-20"),  # a code system, effect sizes, a reliability
    *("&nbsp;", "](file:", "email,course,lesson,date,score\nalma@example.org,starter,,2026-11-19,0.85"),  # as typed
}


def test_no_template_speaks_outside_of_translate_tags():
    loose = {
        f"{path.relative_to(PACKAGE)}: {text}"
        for path in sources(".html", ".txt")
        if "jinja" not in path.parts  # rows get their words from the view
        for text in _loose_words(path) - NO_WORDS_OF_OURS
        if re.search(r"[A-Za-z]{2}", text)
    }
    assert sorted(loose) == []


def _loose_words(path: Path) -> set[str]:
    """Texts between tags, and attributes that are read out, which no translate tag covers."""
    depth, parts = 0, []
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        depth += word in {"blocktranslate", "comment"}
        depth -= word in {"endblocktranslate", "endcomment"}
        parts.append(token.contents if token.token_type == TokenType.TEXT and not depth else "\0")
    text = "".join(parts)
    read_out = re.findall(r'\b(?:aria-label|title|placeholder|alt)="([^"\0]+)', text)
    return {piece.strip() for piece in [*re.sub(r"<[^>]*>", "\0", text).split("\0"), *read_out]}


class Texts(HTMLParser):
    """The texts of a page and of the attributes that are read out, each with the white space as on a screen."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipping += tag in {"script", "style", "pre"}
        for name, value in attrs:
            if name in {"aria-label", "placeholder", "alt", "title"} or (name == "content" and " " in (value or "")):
                self._keep(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag in {"script", "style", "pre"}

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self._keep(data)

    def _keep(self, text: str) -> None:
        self.found.add(" ".join(text.split()))


def texts_of(browser: Client, url: str, language: str) -> set[str] | None:
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = browser.get(url)
    if response.status_code not in {200, 404, 410} or not response["Content-Type"].startswith("text/html"):
        return None
    html = response.content.decode()
    if "<html" not in html:  # a part of a page, which htmx fetches
        return None
    assert f'<html lang="{language}"' in html, url
    reader = Texts()
    reader.feed(html)
    return reader.found


# words that every English sentence is likely to have one of, and no German one
ENGLISH = re.compile(r"\b(the|of|is|are|you|your|this|that|with|not|no|to|and|for|has|have|it|by|from|at)\b", re.I)


def is_english(text: str) -> bool:
    return len(text.split()) > 1 and bool(ENGLISH.search(text)) and not text.startswith("feltwork ")  # a command


def kept_texts() -> list[str]:
    """What stands on pages as it was once written (messages, titles of tasks, rule files), and the names of zones."""
    found = [text for row in Notice.objects.values_list("subject", "body") for text in row]
    found += [*WorkItem.objects.values_list("title", flat=True), *RuleEdition.objects.values_list("text", flat=True)]
    found += [words for row in Profile.objects.values_list("headline", "words") for words in row]  # people's own
    found += [place for _part, zones in time_zones() for _zone, place in zones]
    found += [path.read_text(encoding="utf-8") for path in RULE_LIBRARY.glob("*.yaml")]
    instruments = [*(MEASURES / "instruments").glob("*.yaml"), *(MEASURES / "wording").rglob("*.yaml")]
    found += [text for path in instruments for text in quoted(yaml.safe_load(path.read_text("utf-8")))]
    found += [text for body in Pack.objects.values_list("body", flat=True) for text in quoted(body)]
    found += of_the_school()
    return [" ".join(text.split()) for text in found]


def of_the_school() -> Iterator[str]:
    """What people of a school wrote themselves: questions, lessons, titles of seminars, answers, names of tools."""
    for model in (model for name in TAUGHT for model in apps.get_app_config(name).get_models()):
        written = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField | JSONField) and not field.choices
        ]
        if written:
            yield from (text for row in model.objects.values_list(*written) for text in strings(row))


def strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        yield from (text for value in node.values() for text in strings(value))
    elif isinstance(node, list | tuple):
        yield from (text for value in node for text in strings(value))


# names and sources as they were published, and the words of a sheet that was asked in English
AS_PUBLISHED = {"name", "notice", "source", "citation", "title", "intro", "text", "answers"}


def quoted(node: Any, name: str = "") -> Iterator[str]:
    """What a definition or words brought in have in one language only; a pair of `en` and `de` is none of that."""
    if isinstance(node, str) and name in AS_PUBLISHED:
        yield node
    if isinstance(node, dict):
        # a licence, a sample and a method are there in German, too: core/measures/words.yaml
        yield from (text for key, value in node.items() if key != "licence" for text in quoted(value, key))
    if isinstance(node, list):
        yield from (text for value in node for text in quoted(value, name))


def is_kept(text: str, kept: list[str]) -> bool:
    text = text.removeprefix(": ").removesuffix("…").removesuffix(" · Alder House")
    pieces = re.split(r" \* |^why: |^stem: ", text)  # choices, one a line; a lesson as a file
    return all(any(part in one or (len(one) > 10 and one in part) for one in kept) for part in pieces)


@pytest.fixture
def world(cast, school, cohort, at, settings, tmp_path):
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    return matrix_taught.add(matrix_directory.add(build(cast=cast, school=school, cohort=cohort, at=at)))


@pytest.fixture
def practice_world(cast, school, at, settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "keys"
    cache.clear()  # tries of other tests
    stores._store.cache_clear()
    yield matrix_measures.add(matrix_practice.build(cast=cast, school=school, at=at))
    stores._store.cache_clear()


BY_LINK = "measures:link"  # speaks the language that the sheet was asked in, whatever the reader chose


def in_practice(address):
    return address.name.startswith(("practice:", "measures:"))


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["hanne", "otto", "ines", "rosa", "gesa"])
def test_no_page_of_the_practice_does_either(person, practice_world):
    _falls_back_nowhere(person, practice_world, [a for a in ALL if in_practice(a)], least=3)


@pytest.mark.parametrize("person", ["nobody", "eva", "alma", "ben", "carla", "greta", "ruth", "dino"])
def test_no_page_has_a_sentence_that_is_there_in_english_too(person, world):
    _falls_back_nowhere(person, world, [a for a in ALL if not in_practice(a)], least=21)


def _falls_back_nowhere(person, world, some, *, least):
    browser, user = Client(), getattr(world.cast, person, None)
    if user is not None:
        browser.force_login(user)
    seen, left = 0, []
    for address in some:
        if "GET" not in address.methods or address.name in {"portal:leave", "account_logout", BY_LINK}:
            continue
        url = _url(address, world)
        english, german = texts_of(browser, url, "en"), texts_of(browser, url, "de")
        if english is None or german is None:
            continue
        seen += 1
        left += [(address.name, text) for text in sorted(english & german) if is_english(text)]
    kept = kept_texts()
    left = [f"{name}: {text}" for name, text in left if not is_kept(text, kept)]
    assert seen >= least
    assert "\n".join(left) == ""


def _url(address, world):
    examples = (
        EXAMPLES
        | matrix_practice.EXAMPLES
        | matrix_measures.EXAMPLES
        | matrix_directory.EXAMPLES
        | matrix_taught.EXAMPLES
    )
    kwargs = dict(examples[address.name](world)) if address.parameters - {"school"} else {}
    return reverse(address.name, kwargs=kwargs | ({"school": world.school.slug} if address.in_school else {}))


# --- choosing a language ---------------------------------------------------------------------------------------------


def test_the_language_is_chosen_by_a_plain_form_and_kept_on_the_device(client, db):
    page = client.get("/method/").content.decode()
    assert '<html lang="en"' in page
    form = page[page.index(f'action="{reverse("portal:language")}"') :]
    assert 'name="language" value="de"' in form[: form.index("</form>")]
    answer = client.post(reverse("portal:language"), {"language": "de", "next": "/method/"})
    assert answer.headers["Location"] == "/method/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "de"
    assert '<html lang="de"' in client.get("/").content.decode()


def test_the_browser_is_believed_until_somebody_chooses(client, db):
    german = {"Accept-Language": "de-CH,de;q=0.9,en;q=0.5"}
    assert '<html lang="de"' in client.get("/", headers=german).content.decode()
    client.post(reverse("portal:language"), {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get("/", headers=german).content.decode()


def test_an_account_without_a_language_keeps_the_first_that_is_chosen(client, sign_in, alma):
    sign_in(alma)
    client.post(reverse("portal:language"), {"language": "xx", "next": "/"})
    client.post(reverse("portal:language"), {"language": "de", "next": "/"})
    alma.refresh_from_db()
    assert alma.language == "de"
    client.post(reverse("portal:language"), {"language": "en", "next": "/"})
    alma.refresh_from_db()
    assert alma.language == "de"  # on this device English now, mail as before


def test_what_people_are_told_is_in_their_language(alma, greta, at, django_capture_on_commit_callbacks):
    alma.language = "de"
    alma.save()
    with django_capture_on_commit_callbacks(execute=True):
        defer(enrolment=alma.enrolment, until=None, reason="A year abroad", by=greta, at=at)
    assert [message.subject for message in mail.outbox] == ["Ihr Platz ruht"]
    assert "Antworten darauf liest niemand." in mail.outbox[0].body


def test_a_link_is_mailed_in_the_language_of_the_page_that_sent_it(client, db, django_capture_on_commit_callbacks):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_login"), {"email": "neu@example.org"})
    assert [message.subject for message in mail.outbox] == ["Ihr Link zu Feltwork"]


# --- on a phone ------------------------------------------------------------------------------------------------------

WIDER = """() => [...document.querySelectorAll("main *, header *, footer *")]
    .filter((e) => e.getBoundingClientRect().width && e.getBoundingClientRect().right > innerWidth + 1)
    .filter((e) => !e.closest("[popover], .fw-vh, svg, [data-scrolls]"))
    .map((e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 40)}`)"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_long_german_words_fit_on_a_phone(live_server, client, world, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps an event loop in this thread
    names = [
        a
        for a in ALL
        if not in_practice(a) and "GET" in a.methods and a.access and a.access & {"anyone", "student", "signed_in"}
    ]
    urls = [_url(a, world) for a in names if a.name not in {"portal:leave", "account_logout"}]
    client.force_login(world.cast.alma)
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    too_wide = []
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        page.context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        for url in urls:
            answer = page.request.get(live_server.url + url)
            if answer.headers.get("content-type", "").startswith("text/html"):
                page.goto(live_server.url + url)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    too_wide += [f"{url} {found}" for found in page.evaluate(WIDER)[:3] or ["the page"]]
        chromium.close()
    assert "\n".join(too_wide) == ""
