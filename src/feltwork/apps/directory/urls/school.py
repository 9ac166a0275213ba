"""Addresses below /at/<school>/directory/: the clinician's own pages, and those of staff."""

from django.urls import URLPattern

from feltwork.apps.directory.urls import contact_desk, desk

app_name = "directory-desk"
urlpatterns: list[URLPattern] = [*desk.urlpatterns, *contact_desk.urlpatterns]
