"""What learners read."""

from django.urls import path

from feltwork.apps.learning.views import courses, files, lessons, worker

urlpatterns = [
    path("", courses.courses, name="courses"),
    path("offline.js", worker.worker, name="worker"),
    path("courses/<slug:course>/", courses.course, name="course"),
    path("courses/<slug:course>/<slug:lesson>/", lessons.lesson, name="lesson"),
    path("files/<uuid:uuid>/", files.file, name="file"),
]
