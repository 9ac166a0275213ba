"""Clients, their files, consents, and who comes near them."""

from django.urls import path

from feltwork.apps.practice.views.clients import consents, file, lists, people

FILE = "clients/<uuid:uuid>/"
urlpatterns = [
    path("", lists.clients, name="clients"),
    path("clients/new/", lists.new, name="client-new"),
    path("emergency/", lists.glass, name="glass"),
    path(FILE, file.client, name="client"),
    path(f"{FILE}identity/", file.identity, name="client-identity"),
    path(f"{FILE}intake/", file.intake, name="client-intake"),
    path(f"{FILE}intake/new/<slug:kind>/", file.item_new, name="client-item-new"),
    path(f"{FILE}intake/<uuid:item>/", file.item, name="client-item"),
    path(f"{FILE}intake/<uuid:item>/remove/", file.item_remove, name="client-item-remove"),
    path(f"{FILE}intake/<uuid:item>/choose/", file.item_choose, name="client-item-choose"),
    path(f"{FILE}intake/<uuid:item>/share/", file.item_share, name="client-item-share"),
    path(f"{FILE}intake/<uuid:item>/share/<uuid:share>/end/", file.item_unshare, name="client-item-unshare"),
    path(f"{FILE}end/", file.end, name="client-end"),
    path(f"{FILE}consents/", consents.consents, name="client-consents"),
    path(f"{FILE}consents/<slug:topic>/", consents.consent, name="client-consent"),
    path(f"{FILE}people/", people.people, name="client-people"),
    path(f"{FILE}people/guardian/", people.guardian, name="client-guardian-new"),
    path(f"{FILE}people/guardian/<uuid:row>/", people.guardian, name="client-guardian"),
    path(f"{FILE}reads/", people.reads, name="client-reads"),
    path("consents/", consents.texts, name="consent-texts"),
    path("consents/<slug:topic>/<slug:language>/", consents.text, name="consent-text"),
    path(f"{FILE}people/<slug:part>/", people.people_add, name="client-people-add"),
    path(f"{FILE}people/<slug:part>/<uuid:row>/end/", people.people_end, name="client-people-end"),
]
