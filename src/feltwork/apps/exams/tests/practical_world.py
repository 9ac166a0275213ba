"""A practical examination with four trained raters, and what tests do with it again and again.

Ben and Carla of the cast rate, with Nils and Rosa; Alma is examined. Ruth and Dino decide.
"""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from feltwork.apps.exams import vault
from feltwork.apps.exams.actions import consents, draws, gold, gold_recordings, practicals, ratings, recordings
from feltwork.apps.exams.models import Examination, GoldTry
from feltwork.apps.exams.sheets import book_words
from feltwork.core.exams import rubric

VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 6000  # a megabyte and a half: two pieces
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def sheet(value=2, *, gates=(), **others):
    """Ratings that are *value* everywhere, but for *others* by domain."""
    book = rubric()
    return {
        "ratings": {
            domain.id: {rating.id: others.get(domain.id, value) for rating in book.ratings} for domain in book.domains
        },
        "gates": {gate.id: gate.id in gates for gate in book.gates},
        "words": {"all": "Calm and clear."},
    }


def as_post(data):
    """A sheet as a form sends it."""
    post = {}
    for domain, row in data["ratings"].items():
        for rating, value in row.items():
            post[f"r-{domain}-{rating}"] = "cant" if value is None else str(value)
    post |= {f"g-{gate}": "yes" if seen else "no" for gate, seen in data["gates"].items()}
    return post | {f"w-{name}": words for name, words in data.get("words", {}).items()}


def make_examination(*, cohort, by, at, **fields):
    given = {"code": "practical", "name": "A watched session", "evidence_code": "practical", "is_open": True} | fields
    return Examination.objects.create(
        school=cohort.school, programme=cohort.programme, kind="practical", made_by=by, made_at=at, **given
    )


def train(user, *, school, by, at, value=2):
    """Three cases matched: *user* may rate."""
    for number in range(3):
        case = gold.add_case(
            school=school, title=f"Case {number} for {user.pk}", language="en", text="A session.", agreed_by="Two",
            gold=sheet(2), is_open=True, by=by, at=at,
        )  # fmt: skip
        row = gold.begin_try(case=case, by=user, at=at)
        gold.save_try(gold_try=row, post=as_post(sheet(value)), by=user, at=at)
        gold.submit_try(gold_try=row, by=user, at=at)
    return GoldTry.objects.filter(user=user)


def appoint(user, examination, *, by, at):
    train(user, school=examination.school, by=by, at=at)
    return draws.appoint_rater(examination=examination, user=user, by=by, at=at)


def build(*, alma, people, cohort, by, at):
    """`world.practical` is Alma's attempt, open."""
    examination = make_examination(cohort=cohort, by=by, at=at)
    for user in people:
        appoint(user, examination, by=by, at=at)
    practical = practicals.book_practical(
        examination=examination, enrolment=alma.enrolment, way="recording", by=alma, at=at
    )
    return SimpleNamespace(examination=examination, practical=practical, people=people, at=at)


def state_consent(practical, *, by, at):
    file = SimpleUploadedFile("signed.pdf", PDF)
    day = at.date()
    return consents.consent_by_statement(
        practical=practical, file=file, signed_on=day, until=day + timedelta(days=90), by=by, at=at
    )


def send(practical, *, by, at, content=VIDEO):
    """The recording, in pieces."""
    row = recordings.begin_recording(practical=practical, size=len(content), mark="one", by=by, at=at)
    for number in range(vault.pieces_of(len(content))):
        piece = content[number * vault.PIECE : (number + 1) * vault.PIECE]
        recordings.keep_piece(recording=row, number=number, content=piece)
    return recordings.finish_recording(recording=row, by=by, at=at)


def hand_in(practical, *, by, checker, at):
    """Consent stated and read, a recording sent, raters drawn."""
    consent = state_consent(practical, by=by, at=at)
    send(practical, by=by, at=at)
    practicals.hand_in(practical=practical, by=by, at=at)
    return practicals.check_and_move_on(consent=consent, is_sound=True, by=checker, at=at)


def rate(rating, data, *, at):
    ratings.save_rating(rating=rating, post=as_post(data), by=rating.rater, at=at)
    return ratings.submit_rating(rating=rating, by=rating.rater, at=at)


def statement_of_case(case, *, by, at, who="client", days=90):
    """A statement that somebody in a recorded case signed; nobody has read it yet."""
    return gold_recordings.agree_by_statement(
        case=case, who=who, file=SimpleUploadedFile("signed.pdf", PDF), signed_on=at.date(),
        until=at.date() + timedelta(days=days), by=by, at=at,
    )  # fmt: skip


def recorded_case(*, school, by, reader, at):
    """A recorded case that everybody in it agrees to, with its recording; *reader* read the client's statement."""
    case = gold.add_case(
        school=school, title="Filmed", language="en", text="", agreed_by="Two", way="recording", by=by, at=at
    )
    consent = statement_of_case(case, by=by, at=at)
    gold_recordings.check_agreement(consent=consent, is_sound=True, by=reader, at=at)
    gold_recordings.agree_oneself(case=case, by=by, at=at)
    row = gold_recordings.begin_case_recording(case=case, size=len(VIDEO), mark="one", by=by, at=at)
    for number in range(vault.pieces_of(len(VIDEO))):
        piece = VIDEO[number * vault.PIECE : (number + 1) * vault.PIECE]
        recordings.keep_piece(recording=row, number=number, content=piece)
    gold_recordings.finish_case_recording(recording=row, by=by, at=at)
    return case


def reasoned(data):
    """A sheet with a reason for each part, as those who keep cases send it."""
    return as_post(data) | {f"w-{name}": f"Because of what was seen: {name}." for name in book_words()}


def rate_for_panel(case, user, data, *, at):
    row = gold.begin_try(case=case, is_panel=True, by=user, at=at)
    gold.save_try(gold_try=row, post=reasoned(data), by=user, at=at)
    return gold.submit_try(gold_try=row, by=user, at=at)


def agree(case, data, *, by, at, why=""):
    """The agreed ratings, with reasons."""
    return gold.change_case(
        case=case, title=case.title, language="en", text=case.text, agreed_by="Two who rated apart", reasons="",
        why=why, post=reasoned(data), by=by, at=at,
    )  # fmt: skip
