"""What a client or a guardian sees; and for whoever treats: inviting them, and what they show."""

from django.urls import path

from feltwork.apps.practice.views.mine import home, journal, times

OWN = "mine/<uuid:uuid>/"
urlpatterns = [
    path("mine/", home.mine, name="mine"),
    path("mine/join/<uuid:uuid>/", home.join, name="join"),
    path("mine/safety/", home.safety, name="mine-safety"),
    path("mine/journal/", journal.journal, name="mine-journal"),
    path("mine/journal/new/", journal.checkin, name="mine-checkin"),
    path("mine/journal/file/", journal.takeout, name="mine-takeout"),
    path("mine/journal/erase/", journal.erase, name="mine-erase"),
    path("mine/journal/<uuid:entry>/", journal.checkin, name="mine-entry"),
    path("mine/journal/<uuid:entry>/kept/", journal.kept, name="mine-kept"),
    path("mine/journal/<uuid:entry>/show/", journal.show, name="mine-show"),
    path("mine/journal/<uuid:entry>/remove/", journal.remove, name="mine-remove"),
    path(f"{OWN}sessions/", home.sessions, name="mine-sessions"),
    path(f"{OWN}consents/", home.consents, name="mine-consents"),
    path(f"{OWN}consents/<slug:topic>/", home.consent, name="mine-consent"),
    path(f"{OWN}looked/", home.reads, name="mine-reads"),
    path(f"{OWN}times/", times.times, name="mine-times"),
    path(f"{OWN}times/<uuid:hour>/call-off/", times.call_off, name="mine-call-off"),
    path(f"{OWN}reach/", home.reach, name="mine-reach"),
    path(f"{OWN}pause/", home.pause, name="mine-pause"),
    path("clients/<uuid:uuid>/shown/", journal.shown, name="client-shown"),
    path("clients/<uuid:uuid>/invite/", journal.invite, name="client-invite"),
    path("clients/<uuid:uuid>/invite/<uuid:guardian>/", journal.invite, name="client-invite-guardian"),
    path("clients/<uuid:uuid>/reopen/", journal.reopen, name="client-reopen"),
]
