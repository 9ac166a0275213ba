"""Addresses below /directory/, open to anybody. Each part of the app adds its own list."""

from django.urls import URLPattern

from feltwork.apps.directory.urls import contact, profiles, search

app_name = "directory"
urlpatterns: list[URLPattern] = [
    *search.urlpatterns,
    *contact.urlpatterns,
    *profiles.urlpatterns,  # last: /directory/<slug>/ would catch the others
]
