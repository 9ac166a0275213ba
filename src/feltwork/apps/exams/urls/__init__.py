"""Addresses under /at/<school>/exams/."""

from feltwork.apps.exams.urls import bank, practical, sittings

app_name = "exams"
urlpatterns = [*bank.urlpatterns, *sittings.urlpatterns, *practical.urlpatterns]
