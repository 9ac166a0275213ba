"""Addresses under /at/<school>/seminars/."""

from django.urls import path

from feltwork.apps.seminars.views import attendance, calendars, desk, feedback, make_ups, school, seminars, visits

app_name = "seminars"
urlpatterns = [
    path("", seminars.seminars, name="list"),
    path("new/", seminars.new, name="new"),
    path("new/<slug:kind>/", seminars.new_kind, name="new-kind"),
    path("before-the-next-level/", school.risk, name="risk"),
    path("settings/", school.settings, name="settings"),
    path("make-up/", make_ups.make_ups, name="make-ups"),
    path("make-up/<uuid:uuid>/", make_ups.make_up, name="make-up"),
    path("here/", attendance.here, name="here"),
    path("here/<str:code>/", attendance.here_code, name="here-code"),
    path("calendar/", calendars.feeds, name="feeds"),
    path("calendar/<uuid:uuid>/take-back/", calendars.feed_revoke, name="feed-revoke"),
    path("calendar/<str:token>.ics", calendars.feed, name="feed"),
    path("meetings/<uuid:uuid>/", attendance.attendance, name="attendance"),
    path("meetings/<uuid:uuid>/screen/", attendance.screen, name="screen"),
    path("meetings/<uuid:uuid>/edit/", desk.meeting_edit, name="meeting-edit"),
    path("meetings/<uuid:uuid>/call-off/", desk.meeting_call_off, name="meeting-call-off"),
    path("meetings/<uuid:uuid>/<uuid:enrolment>/", attendance.attendance_one, name="attendance-one"),
    path("meetings/<uuid:uuid>/<uuid:enrolment>/make-up/", make_ups.make_up_set, name="make-up-set"),
    path("staff/<uuid:uuid>/remove/", desk.staff_remove, name="staff-remove"),
    path("seats/<uuid:uuid>/", desk.answer, name="answer"),
    path("seats/<uuid:uuid>/remove/", desk.seat_remove, name="seat-remove"),
    path("<uuid:uuid>/", seminars.seminar, name="seminar"),
    path("<uuid:uuid>/edit/", seminars.edit, name="edit"),
    path("<uuid:uuid>/open/", seminars.open_it, name="open"),
    path("<uuid:uuid>/call-off/", seminars.call_off, name="call-off"),
    path("<uuid:uuid>/desk/", desk.desk, name="desk"),
    path("<uuid:uuid>/dates/new/", desk.meeting_new, name="meeting-new"),
    path("<uuid:uuid>/staff/", desk.staff_add, name="staff-add"),
    path("<uuid:uuid>/people/", desk.person_add, name="person-add"),
    path("<uuid:uuid>/visitors/", visits.visitors, name="visitors"),
    path("visitors/<uuid:uuid>/remove/", visits.visitor_remove, name="visitor-remove"),
    path("meetings/<uuid:uuid>/visitors/", visits.visitors_mark, name="visitors-mark"),
    path("visit/<str:token>/", visits.visit, name="visit"),
    path("visit/<str:token>/statement/", visits.visit_statement, name="visit-statement"),
    path("<uuid:uuid>/sign-up/", desk.sign_up, name="sign-up"),
    path("<uuid:uuid>/dates.ics", calendars.calendar, name="calendar"),
    path("<uuid:uuid>/feedback/", feedback.feedback, name="feedback"),
    path("<uuid:uuid>/feedback/read/", feedback.feedback_read, name="feedback-read"),
]
