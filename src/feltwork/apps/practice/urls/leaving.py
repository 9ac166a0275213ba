"""Taking out, holding, erasing."""

from django.urls import path

from feltwork.apps.practice.views.leaving import archives, file

FILE = "clients/<uuid:uuid>/"
urlpatterns = [
    path("leaving/", archives.leaving, name="leaving"),
    path("leaving/all/", archives.takeout_all, name="takeout-all"),
    path("leaving/bring/", archives.bring, name="bring"),
    path("archives/<uuid:uuid>/", archives.takeout, name="takeout"),
    path("archives/<uuid:uuid>/open/", archives.takeout_open, name="takeout-open"),
    path("archives/<uuid:uuid>/drop/", archives.takeout_drop, name="takeout-drop"),
    path("archives/fetch/<str:token>/", archives.takeout_fetch, name="takeout-fetch"),
    path("erasures/<uuid:uuid>/", file.erasure, name="erasure"),
    path("erasures/<uuid:uuid>/paper/", file.erasure_pdf, name="erasure-pdf"),
    path(f"{FILE}leaving/", file.client_leaving, name="client-leaving"),
    path(f"{FILE}leaving/archive/", file.client_takeout, name="client-takeout"),
    path(f"{FILE}leaving/hold/", file.client_hold, name="client-hold"),
    path(f"{FILE}leaving/hold/lift/", file.client_hold_lift, name="client-hold-lift"),
    path(f"{FILE}leaving/aside/", file.client_aside, name="client-aside"),
    path(f"{FILE}leaving/erase/", file.client_erase, name="client-erase"),
    path("mine/<uuid:uuid>/archive/", archives.mine_archive, name="mine-archive"),
    path("mine/<uuid:uuid>/archive/make/", archives.mine_archive_make, name="mine-archive-make"),
]
