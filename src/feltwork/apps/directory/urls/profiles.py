"""Pages of clinicians, reports about them, and what search engines ask for."""

from django.urls import path

from feltwork.apps.directory.views import machines, profiles, reports, still

urlpatterns = [
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("still/<str:token>/", still.still, name="still"),
    path("report/<str:token>/", reports.answer, name="report-answer"),
    path("<slug:slug>/", profiles.profile, name="profile"),
    path("<slug:slug>/photo.jpg", profiles.photo, name="photo"),
    path("<slug:slug>/report/", reports.report, name="report"),
]
