"""A signed record cannot change, whichever way one comes: not by our code, not by SQL of one's own."""

import pytest
from django.db import DatabaseError, connection, transaction

from feltwork.apps.practice.models import Item, SessionRecord
from feltwork.apps.practice.tests.factories import ClientFactory, ItemFactory, SessionRecordFactory, SignatureFactory


@pytest.fixture
def record(school):
    return SessionRecordFactory(client=ClientFactory(school=school))


def refused(do):
    with pytest.raises(DatabaseError, match="signed"), transaction.atomic():
        do()


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def test_a_draft_can_change(record):
    item = ItemFactory(record=record, client=record.client)

    Item.objects.filter(pk=item.pk).update(position=3)
    item.delete()

    assert not Item.objects.exists()


def test_what_is_signed_stays_as_it_was(record):
    item = ItemFactory(record=record, client=record.client, body=b"sealed")
    SignatureFactory(record=record)

    refused(lambda: Item.objects.filter(pk=item.pk).update(body=b"other"))
    refused(item.delete)
    refused(lambda: ItemFactory(record=record, client=record.client))
    refused(lambda: SessionRecord.objects.filter(pk=record.pk).update(starts_at=record.made_at))
    refused(lambda: sql("UPDATE practice_item SET body = %s WHERE id = %s", b"x", item.pk))
    refused(lambda: sql("DELETE FROM practice_item WHERE id = %s", item.pk))

    item.refresh_from_db()
    assert bytes(item.body) == b"sealed"


def test_nothing_can_be_moved_into_or_out_of_a_signed_record(record):
    other = SessionRecordFactory(client=record.client)
    inside, outside = ItemFactory(record=record, client=record.client), ItemFactory(record=other, client=record.client)
    SignatureFactory(record=record)

    refused(lambda: Item.objects.filter(pk=inside.pk).update(record=other))
    refused(lambda: Item.objects.filter(pk=outside.pk).update(record=record))


def test_who_may_read_it_can_still_be_changed(record):
    item = ItemFactory(record=record, client=record.client)
    SignatureFactory(record=record)

    Item.objects.filter(pk=item.pk).update(audience="client")

    item.refresh_from_db()
    assert item.audience == "client"


def test_a_signature_cannot_be_taken_away(record):
    signature = SignatureFactory(record=record)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        signature.delete()


def test_an_item_cannot_stand_in_the_file_of_one_client_and_the_session_of_another(record, school):
    stranger = ClientFactory(school=school)

    with pytest.raises(DatabaseError), transaction.atomic():
        ItemFactory(record=record, client=stranger)
        if connection.vendor == "postgresql":
            connection.check_constraints()
