"""Programmes that ship with the software; they belong to no school."""

from django.urls import path

from feltwork.apps.certification.views import library

app_name = "library"
urlpatterns = [
    path("", library.programmes, name="programmes"),
    path("schema.json", library.schema, name="schema"),
    path("compare/", library.compare, name="compare"),
    path("<slug:code>/", library.programme, name="programme"),
    path("<slug:code>/file/", library.programme_file, name="file"),
]
