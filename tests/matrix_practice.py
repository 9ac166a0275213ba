"""The practice's part of the matrix: a clinician, a colleague without sight, and everybody else around one file.

Only these people are asked at the practice's addresses, and they at no other, so that the matrix stays quick.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

from django_scopes import scope, scopes_disabled

from feltwork.apps.accounts.actions import grant_role
from feltwork.apps.practice import actions, models
from feltwork.apps.practice.actions import Change, takeout
from feltwork.apps.practice.actions.erasing import erase
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.queries.record import shown_of
from feltwork.apps.schools.tests.factories import MembershipFactory, UserFactory

# hanne treats; jonas works beside her and has no sight; ines supervises with the client's consent
PEOPLE = ("nobody", "eva", "rosa", "gesa", "jonas", "hanne", "otto", "ines", "dino", "farid")
ROLES = {
    "hanne": "practitioner", "jonas": "practitioner", "otto": "assistant", "ines": "supervisor", "rosa": "client",
    "gesa": "client",
}  # fmt: skip
# what anybody with the role opens or does for themselves, whoever's client it may be
OWN = {"join", "feed", "feed-revoke", "consent-text", "takeout-fetch"}


def build(*, cast, school, at):
    """Hanne treats Rosa, who has her own side, and the child Timo, whose guardian is Gesa."""
    school.has_practice = True
    school.save(update_fields=["has_practice"])
    for name, role in ROLES.items():
        setattr(cast, name, UserFactory(name=name.title()))
        MembershipFactory(school=school, user=getattr(cast, name), role=role)
    with scopes_disabled():
        elsewhere = cast.farid.memberships.first().school
        elsewhere.has_practice = True
        elsewhere.save(update_fields=["has_practice"])
        for role in set(ROLES.values()):
            grant_role(school=elsewhere, user=cast.farid, role=role, by=None, at=at)
    world = SimpleNamespace(cast=cast, school=school, at=at)
    with scope(school=school):
        actions.begin_practice(school=school, by=cast.hanne, at=at)
        world.client = _client(world, {"name": "Rosa Lind", "born_on": "1986-05-14"}, cast.rosa)
        world.file = _open(world, world.client)
        _consents(world)
        _sessions(world)
        _items(world)
        _around(world)
        _own_side(world)
        _leaving(world)
    return world


def _client(world, identity, user=None):
    hanne = world.cast.hanne
    row = actions.open_client(school=world.school, identity=identity, clinician=hanne, by=hanne, at=world.at)
    models.Client.objects.filter(pk=row.pk).update(user=user)
    return models.Client.objects.get(pk=row.pk)


def _open(world, client, user=None):
    user = user or world.cast.hanne
    roles = frozenset({ROLES[user.name.lower()]})
    return open_file(user, roles, client.uuid, what="record", at=world.at)


def _consents(world):
    for topic in ("supervision_use", "research"):
        actions.answer_consent(
            file=world.file, topic=topic, decision="given", text=None, by=world.cast.hanne, at=world.at
        )
    actions.begin_supervision(file=world.file, supervisor=world.cast.ines, by=world.cast.hanne, at=world.at)


def _sessions(world):
    """A draft, and one that is signed."""
    by, at = world.cast.hanne, world.at
    world.record, world.signed = (
        actions.start_record(file=world.file, starts_at=at, zone="Europe/London", mode="in_person", by=by, at=at)
        for _ in range(2)
    )
    bodies = {"departure": {"activation": 2, "settled": "yes"}, "risk": {"found": "nothing_new"}}
    changes = [Change(uuid4(), uuid4(), kind, 0, body) for kind, body in bodies.items()]
    actions.save_items(file=world.file, record=world.signed, changes=changes, by=by, at=at)
    actions.sign_record(file=world.file, record=world.signed, shown=shown_of(world.file, world.signed), by=by, at=at)


def _items(world):
    by, at = world.cast.hanne, world.at
    mark = {"template": "fw-adult-1", "view": "front", "regions": [{"region": "front-throat"}], "intensity": 5}
    rows = [(None, "goal", {"words": "rest"}), (world.record, "mark", mark)]
    rows.append((world.record, "segment", {"phase": "resourcing", "words": "tiles"}))
    made = {}
    for record, kind, body in rows:
        (saved,) = actions.save_items(
            file=world.file, record=record, changes=[Change(uuid4(), uuid4(), kind, 0, body)], by=by, at=at
        )
        made[kind] = saved.item
    world.goal, world.mark, world.segment = made["goal"], made["mark"], made["segment"]
    world.share = actions.share_item(file=world.file, item=world.goal, user=world.cast.jonas, by=by, at=at)
    world.note = actions.save_note(file=world.file, note_uuid=uuid4(), seen=0, words="mine", by=by, at=at)


def _around(world):
    by, at = world.cast.hanne, world.at
    world.carer = actions.add_carer(file=world.file, user=_colleague(world), by=by, at=at)
    world.child = _client(world, {"name": "Timo Kranz", "born_on": "2018-02-28", "figure": "fw-child-1"})
    file = _open(world, world.child)
    world.guardian = actions.add_guardian(file=file, about={"name": "Gesa Kranz"}, by=by, at=at)
    models.Guardian.objects.filter(pk=world.guardian.pk).update(user=world.cast.gesa)
    world.free_guardian = actions.add_guardian(file=file, about={"name": "Rolf Kranz"}, by=by, at=at)
    local = datetime(2027, 1, 12, 14)
    (world.hour,) = actions.book(
        file=world.file, local=local, zone="Europe/London", minutes=60, mode="online", by=by, at=at
    )
    world.feed, world.feed_token = actions.make_feed(
        school=world.school, user=world.cast.hanne, label="phone", title="", at=at
    )
    world.study = models.MapStudy.objects.create(
        school=world.school, title="Throats", params={"figure": "fw-adult-1", "view": "front"}, by=by, made_at=at
    )


def _leaving(world):
    """An archive that is being made, and a file that was erased."""
    by, at = world.cast.hanne, world.at
    world.take_out_token = "t" * 43
    world.take_out = models.TakeOut.objects.create(
        school=world.school, client=world.client, by=by, made_at=at, token_hash=takeout.hash_of(world.take_out_token)
    )
    gone = _open(world, _client(world, {"name": "Lena Sorge"}))
    world.erasure = erase(file=gone, asked=True, by=by, at=at, on=date(2090, 1, 1))


def _colleague(world):
    user = UserFactory(name="Kim")
    MembershipFactory(school=world.school, user=user, role="practitioner")
    return user


def _own_side(world):
    world.entry = actions.write_entry(
        school=world.school, entry=uuid4(), seen=0, body={"answer": "nothing"}, by=world.cast.rosa, at=world.at
    )
    other = _client(world, {"name": "Arun Mehta"})
    world.invitation, _code = actions.invite(
        file=_open(world, other), email="arun@example.org", by=world.cast.hanne, at=world.at + timedelta(seconds=1)
    )


def _file(**more):
    return lambda world: {"uuid": world.client.uuid, **{key: _of(world, value) for key, value in more.items()}}


def _draft(**more):
    return lambda world: {"uuid": world.record.uuid, **{key: _of(world, value) for key, value in more.items()}}


def _of(world, name):
    value = getattr(world, name.removeprefix("."), None) if name.startswith(".") else name
    return getattr(value, "uuid", value)


def _hour(world):
    return {"uuid": world.hour.uuid}


def _entry(world):
    return {"entry": world.entry.uuid}


def _study(world):
    return {"uuid": world.study.uuid}


def _all(names, example):
    return {f"practice:{name}": example for name in names.split()}


EXAMPLES = {
    **_all("appointment appointment-cancel appointment-file appointment-kept appointment-record", _hour),
    **_all(
        "appointment-new client client-calendar client-consents client-end client-guardian-new client-identity "
        "client-intake client-invite client-maps client-next client-people client-reads client-reopen client-shown "
        "record-begin mine-consents mine-pause mine-reach mine-reads mine-sessions mine-times",
        _file(),
    ),
    "practice:mine-call-off": _file(hour=".hour"),
    **_all("client-consent mine-consent", _file(topic="touch")),
    "practice:client-guardian": lambda world: {"uuid": world.child.uuid, "row": world.guardian.uuid},
    "practice:client-invite-guardian": lambda w: {"uuid": w.child.uuid, "guardian": w.free_guardian.uuid},
    **_all("client-item client-item-choose client-item-remove client-item-share", _file(item=".goal")),
    "practice:client-item-unshare": _file(item=".goal", share=".share"),
    "practice:client-item-new": _file(kind="goal"),
    "practice:client-people-add": _file(part="carer"),
    "practice:client-people-end": _file(part="carer", row=".carer"),
    "practice:consent-text": lambda world: {"topic": "touch", "language": "de"},
    "practice:feed": lambda world: {"token": world.feed_token},
    "practice:feed-revoke": lambda world: {"uuid": world.feed.uuid},
    "practice:join": lambda world: {"uuid": world.invitation.uuid},
    **_all("mine-entry mine-kept mine-remove mine-show", _entry),
    **_all("note note-remove", lambda world: {"uuid": world.client.uuid, "note": world.note.uuid}),
    **_all("notes search", _file()),
    **_all(
        "record record-drop record-items record-map record-now record-playback record-sign record-signing "
        "record-times record-touch",
        _draft(),
    ),
    **_all("record-audience record-choose record-remove", _draft(item=".segment")),
    "practice:record-mark": _draft(item=".mark"),
    "practice:record-item": _draft(item=".segment", kind="segment"),
    "practice:record-write": _draft(kind="arrival"),
    **_all("record-add record-cosign record-lock", lambda world: {"uuid": world.signed.uuid}),
    **_all("study study-picture study-remove", _study),
    **_all(
        "client-aside client-erase client-hold client-hold-lift client-leaving client-takeout mine-archive "
        "mine-archive-make",
        _file(),
    ),
    **_all("takeout takeout-open takeout-drop", lambda world: {"uuid": world.take_out.uuid}),
    "practice:takeout-fetch": lambda world: {"token": world.take_out_token},
    **_all("erasure erasure-pdf", lambda world: {"uuid": world.erasure.uuid}),
}


def sees_nothing(person, name):
    """Whether *person* holds the right role and yet must find nothing: the file is somebody else's."""
    short = name.removeprefix("practice:")
    return person == "jonas" and name in EXAMPLES and short not in OWN and not short.startswith("mine-")
