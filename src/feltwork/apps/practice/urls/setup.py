"""Beginning a practice."""

from django.urls import path

from feltwork.apps.practice.views import openings, setup

urlpatterns = [
    path("set-up/", setup.setup, name="setup"),
    path("set-up/begin/", setup.begin, name="begin"),
    path("openings/", openings.openings, name="openings"),
]
