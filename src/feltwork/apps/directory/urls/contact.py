"""First messages without an account."""

from django.urls import path

from feltwork.apps.directory.views import contact, waiting

urlpatterns = [
    path("puzzle.json", contact.puzzle, name="puzzle"),
    path("tell-me/", waiting.tell_me, name="tell-me"),
    path("tell-me/<str:token>/", waiting.told, name="told"),
    path("sent/<str:token>/", contact.sent, name="sent"),
    path("sent/<str:token>/call/", contact.call, name="sent-call"),
    path("sent/<str:token>/appointment.ics", contact.calendar, name="sent-calendar"),
    path("<slug:slug>/write/", contact.write, name="write"),
]
