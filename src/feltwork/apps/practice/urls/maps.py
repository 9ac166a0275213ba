"""Body maps: drawing, playing, comparing, and what a group has in common."""

from django.urls import path

from feltwork.apps.practice.views.maps import compare, session, studies

RECORD = "records/<uuid:uuid>/"
urlpatterns = [
    path(RECORD + "map/", session.record_map, name="record-map"),
    path(RECORD + "map/<uuid:item>/", session.record_mark, name="record-mark"),
    path(RECORD + "playback/", session.playback, name="record-playback"),
    path("clients/<uuid:uuid>/maps/", compare.client_maps, name="client-maps"),
    path("studies/", studies.studies, name="studies"),
    path("studies/<uuid:uuid>/", studies.study, name="study"),
    path("studies/<uuid:uuid>/picture.png", studies.picture, name="study-picture"),
    path("studies/<uuid:uuid>/remove/", studies.remove, name="study-remove"),
]
