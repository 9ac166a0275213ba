"""The desk: courses and lessons as they are written, where people are, and completions that come from elsewhere."""

from django.urls import path

from feltwork.apps.learning.views import desk, editing, importing, media, people, versions

ONE = "desk/courses/<slug:course>/"
LESSON = "desk/lessons/<slug:course>/<slug:lesson>/"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/new/", desk.course_new, name="course-new"),
    path("desk/starter/", desk.starter_load, name="starter-load"),
    path("desk/import/", importing.bring, name="import"),
    path("desk/import/keep/", importing.keep, name="import-keep"),
    path(ONE, desk.course_edit, name="course-edit"),
    path(f"{ONE}turn/", desk.course_turn, name="course-turn"),
    path(f"{ONE}add/", desk.lesson_new, name="lesson-new"),
    path(f"{ONE}people/", people.people, name="people"),
    path(f"{ONE}people/<uuid:uuid>/", people.person, name="person"),
    path("desk/completions/<uuid:uuid>/take-back/", people.take_back, name="take-back"),
    path(LESSON, editing.edit, name="lesson-edit"),
    path(f"{LESSON}preview/", editing.preview, name="lesson-preview"),
    path(f"{LESSON}settings/", editing.settings, name="lesson-settings"),
    path(f"{LESSON}turn/", editing.turn, name="lesson-turn"),
    path(f"{LESSON}text/", editing.text, name="lesson-text"),
    path(f"{LESSON}publish/", versions.publish, name="lesson-publish"),
    path(f"{LESSON}versions/", versions.versions, name="lesson-versions"),
    path(f"{LESSON}versions/<int:number>/", versions.version, name="lesson-version"),
    path(f"{LESSON}files/", media.files, name="lesson-files"),
    path(f"{LESSON}files/<uuid:uuid>/", media.one, name="lesson-file"),
]
