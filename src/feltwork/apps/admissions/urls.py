"""Addresses under /at/<school>/admissions/."""

from django.urls import path

from feltwork.apps.admissions import views

app_name = "admissions"
urlpatterns = [
    path("eligibility/", views.check, name="eligibility"),
    path("eligibility/<slug:programme>/", views.eligibility, name="eligibility"),
    path("apply/", views.choose, name="apply"),
    path("apply/<slug:programme>/", views.apply, name="apply"),
    path("mine/", views.mine, name="mine"),
    path("applications/", views.applications, name="applications"),
    path("applications/<uuid:uuid>/", views.show, name="show"),
    path("applications/<uuid:uuid>/answer/", views.answer, name="answer"),
    path("applications/<uuid:uuid>/withdraw/", views.withdraw, name="withdraw"),
    path("applications/<uuid:uuid>/review/", views.review, name="review"),
    path("applications/<uuid:uuid>/note/", views.add_note, name="note"),
    path("documents/<uuid:uuid>/", views.document, name="document"),
    path("documents/<uuid:uuid>/remove/", views.document_remove, name="document-remove"),
]
