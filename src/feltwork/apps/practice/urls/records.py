"""Sessions: writing, signing, private notes."""

from django.urls import path

from feltwork.apps.practice.views.records import notes, page, saving, search, signing

RECORD = "records/<uuid:uuid>/"
CLIENT = "clients/<uuid:uuid>/"
urlpatterns = [
    path("records/", page.worklist, name="worklist"),
    path(RECORD, page.record, name="record"),
    path(RECORD + "times/", page.times, name="record-times"),
    path(RECORD + "drop/", page.drop, name="record-drop"),
    path(RECORD + "items/", saving.items, name="record-items"),
    path(RECORD + "items/<uuid:item>/remove/", saving.remove, name="record-remove"),
    path(RECORD + "items/<uuid:item>/audience/", saving.audience, name="record-audience"),
    path(RECORD + "items/<uuid:item>/choose/", saving.choose, name="record-choose"),
    path(RECORD + "write/<slug:kind>/", saving.write, name="record-write"),
    path(RECORD + "write/<slug:kind>/<uuid:item>/", saving.write, name="record-item"),
    path(RECORD + "now/", saving.now, name="record-now"),
    path(RECORD + "touch/", saving.touch, name="record-touch"),
    path(RECORD + "signing/", signing.signing, name="record-signing"),
    path(RECORD + "sign/", signing.sign, name="record-sign"),
    path(RECORD + "cosign/", signing.cosign, name="record-cosign"),
    path(RECORD + "lock/", signing.lock, name="record-lock"),
    path(RECORD + "add/", signing.add, name="record-add"),
    path(CLIENT + "sessions/new/", page.begin, name="record-begin"),
    path(CLIENT + "notes/", notes.notes, name="notes"),
    path(CLIENT + "notes/<uuid:note>/", notes.notes, name="note"),
    path(CLIENT + "notes/<uuid:note>/remove/", notes.remove_note, name="note-remove"),
    path("search/", search.search_all, name="search-all"),
    path(CLIENT + "search/", search.search, name="search"),
]
