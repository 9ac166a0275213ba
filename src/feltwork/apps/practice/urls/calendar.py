"""Appointments and calendars that subscribe."""

from django.urls import path

from feltwork.apps.practice.views.calendar import feeds, hours, rules

urlpatterns = [
    path("calendar/", hours.calendar, name="calendar"),
    path("calendar/rules/", rules.rules, name="rules"),
    path("calendar/subscribe/", feeds.feeds, name="feeds"),
    path("calendar/subscribe/<uuid:uuid>/end/", feeds.revoke, name="feed-revoke"),
    path("calendar/<str:token>.ics", feeds.feed, name="feed"),
    path("calendar/<uuid:uuid>/", hours.appointment, name="appointment"),
    path("calendar/<uuid:uuid>/cancel/", hours.cancel, name="appointment-cancel"),
    path("calendar/<uuid:uuid>/kept/", hours.kept, name="appointment-kept"),
    path("calendar/<uuid:uuid>/record/", hours.begin, name="appointment-record"),
    path("calendar/<uuid:uuid>/file/", hours.download, name="appointment-file"),
    path("clients/<uuid:uuid>/calendar/", hours.client_calendar, name="client-calendar"),
    path("clients/<uuid:uuid>/calendar/next/", hours.client_next, name="client-next"),
    path("clients/<uuid:uuid>/calendar/new/", hours.book, name="appointment-new"),
]
