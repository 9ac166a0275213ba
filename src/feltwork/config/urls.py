"""Every address. What belongs to one school lies under /at/<school>/ and is opened inside that school's scope."""

from django.urls import include, path

in_school = [
    path("schools/", include("feltwork.apps.schools.urls")),
    path("admissions/", include("feltwork.apps.admissions.urls")),
    path("signoffs/", include("feltwork.apps.signoffs.urls")),
    path("log/", include("feltwork.apps.transparency.urls")),
    path("credentials/", include("feltwork.apps.credentials.urls")),
    path("certification/", include("feltwork.apps.certification.urls")),
    path("practice/", include("feltwork.apps.practice.urls")),
    path("measures/", include("feltwork.apps.measures.urls")),
    path("exams/", include("feltwork.apps.exams.urls")),
    path("learning/", include("feltwork.apps.learning.urls")),
    path("seminars/", include("feltwork.apps.seminars.urls")),
    path("lti/", include("feltwork.apps.lti.urls")),
    path("directory/", include("feltwork.apps.directory.urls.school")),
    path("people/", include("feltwork.apps.accounts.urls_school")),
    path("", include("feltwork.apps.credentials.urls_documents")),
    path("", include("feltwork.apps.portal.urls_school")),
]

urlpatterns = [
    path("at/<slug:school>/", include(in_school)),
    path("accounts/", include("feltwork.apps.accounts.urls")),
    path("c/", include("feltwork.apps.credentials.urls_public")),
    path("directory/", include("feltwork.apps.directory.urls.public")),
    path("programmes/", include("feltwork.apps.certification.urls_library")),
    path("notices/", include("feltwork.apps.accounts.urls_notices")),
    path("lti/", include("feltwork.apps.lti.urls_site")),
    path("runs/", include("feltwork.apps.accounts.urls_runs")),
    path("", include("feltwork.apps.credentials.urls_here")),
    path("", include("feltwork.apps.portal.urls")),
]

handler400 = "feltwork.apps.portal.errors.bad_request"
handler403 = "feltwork.apps.portal.errors.forbidden"
handler404 = "feltwork.apps.portal.errors.not_found"
handler500 = "feltwork.apps.portal.errors.server_error"
