"""Measures over time, and answers that a person has to look at."""

from django.urls import path

from feltwork.apps.measures.views import alerts, episodes, reading

RESULTS = "clients/<uuid:uuid>/results/"
urlpatterns = [
    path(RESULTS, reading.client_results, name="client-results"),
    path(f"{RESULTS}items/<slug:slug>/", reading.client_items, name="client-items"),
    path(f"{RESULTS}compare/", reading.client_compare, name="client-compare"),
    path(f"{RESULTS}episodes/", episodes.episodes, name="episodes"),
    path(f"{RESULTS}episodes/<uuid:episode>/take-back/", episodes.episode_back, name="episode-back"),
    path("mine/results/", reading.mine_results, name="mine-results"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/count/", alerts.count, name="alerts-count"),
    path("alerts/<uuid:uuid>/", alerts.alert, name="alert"),
    path("alerts/<uuid:uuid>/move/", alerts.move, name="alert-move"),
    path("alerts/<uuid:uuid>/pass-on/", alerts.pass_on, name="alert-pass-on"),
]
