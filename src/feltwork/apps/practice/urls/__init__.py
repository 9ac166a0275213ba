"""Addresses under /at/<practice>/practice/, one module for each part."""

from feltwork.apps.practice.urls import calendar, clients, leaving, maps, mine, records, setup

app_name = "practice"
urlpatterns = [
    *clients.urlpatterns,
    *records.urlpatterns,
    *maps.urlpatterns,
    *calendar.urlpatterns,
    *leaving.urlpatterns,
    *mine.urlpatterns,
    *setup.urlpatterns,
]
