"""Addresses under /at/<school>/schools/."""

from django.urls import path

from feltwork.apps.schools import views
from feltwork.apps.schools.views.enrolments import act

app_name = "schools"
urlpatterns = [
    path("cohorts/", views.cohorts, name="cohorts"),
    path("cohorts/new/", views.cohort_new, name="cohort-new"),
    path("cohorts/<uuid:uuid>/", views.cohort, name="cohort"),
    path("cohorts/<uuid:uuid>/edit/", views.cohort_edit, name="cohort-edit"),
    path("cohorts/<uuid:uuid>/enrol/", views.enrol, name="enrol"),
    path("cohorts/<uuid:uuid>/days.ics", views.calendar, name="calendar"),
    path("cohorts/<uuid:uuid>/modules/<uuid:module>/", views.module_dates, name="module-dates"),
    path("days/<uuid:uuid>/", views.attendance, name="attendance"),
    path("days/<uuid:uuid>/<uuid:enrolment>/", views.attendance_one, name="attendance-one"),
    path("enrolments/<uuid:uuid>/", views.enrolment, name="enrolment"),
    *(
        path(f"enrolments/<uuid:uuid>/{verb.name}/", act(verb), name=f"enrolment-{verb.name}")
        for verb in views.VERBS.values()
    ),
    path("credits/<uuid:uuid>/take-back/", views.credit_take_back, name="credit-take-back"),
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/new/", views.programme_new, name="programme-new"),
    path("programmes/<uuid:uuid>/", views.programme_edit, name="programme-edit"),
    path("programmes/<uuid:uuid>/levels/new/", views.level_new, name="level-new"),
    path("programmes/<uuid:uuid>/editions/new/", views.edition_new, name="edition-new"),
    path("programmes/<uuid:uuid>/editions/publish/", views.edition_publish, name="edition-publish"),
    path("levels/<uuid:uuid>/", views.level_edit, name="level-edit"),
    path("levels/<uuid:uuid>/remove/", views.level_remove, name="level-remove"),
    path("levels/<uuid:uuid>/modules/new/", views.module_new, name="module-new"),
    path("modules/<uuid:uuid>/", views.module_edit, name="module-edit"),
    path("modules/<uuid:uuid>/remove/", views.module_remove, name="module-remove"),
    path("editions/", views.editions, name="editions"),
    path("settings/", views.settings, name="settings"),
]
