"""A clinician's own pages, and those of staff."""

from django.urls import path

from feltwork.apps.directory.views import desk, erasing, staff

urlpatterns = [
    path("", desk.mine, name="mine"),
    path("edit/<slug:step>/", desk.edit, name="edit"),
    path("photo/", desk.photo, name="photo"),
    path("photo/mine.jpg", desk.photo_file, name="photo-file"),
    path("photo/remove/", desk.photo_remove, name="photo-remove"),
    path("preview/", desk.preview, name="preview"),
    path("publish/", desk.publish, name="publish"),
    path("hide/", desk.hide, name="hide"),
    path("erase/", erasing.erase, name="erase"),
    path("confirm/", desk.confirm, name="confirm"),
    path("licence/", desk.licence, name="licence"),
    path("licences/", staff.licences, name="licences"),
    path("licences/<uuid:uuid>/", staff.licence_check, name="licence-check"),
    path("reports/", staff.reports, name="reports"),
    path("reports/<uuid:uuid>/", staff.report, name="report-decide"),
    path("pages/", erasing.pages, name="pages"),
    path("pages/<uuid:uuid>/erase/", erasing.erase_for_owner, name="erase-for-owner"),
    path("release/<uuid:uuid>/", staff.release, name="release"),
    path("policy/", staff.policy, name="policy"),
    path("phantom/", staff.phantom, name="phantom"),
]
