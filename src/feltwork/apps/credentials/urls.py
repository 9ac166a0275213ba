"""A school's certificates: for staff, and each holder's own."""

from django.urls import path

from feltwork.apps.credentials.views import holder, staff

app_name = "credentials-staff"
urlpatterns = [
    path("", staff.certificates, name="list"),
    path("mine/", holder.mine, name="mine"),
    path("<uuid:uuid>/", staff.detail, name="detail"),
    path("<uuid:uuid>/suspend/", staff.suspend, name="suspend"),
    path("<uuid:uuid>/reinstate/", staff.reinstate, name="reinstate"),
    path("<uuid:uuid>/withdraw/", staff.revoke, name="revoke"),
    path("<uuid:uuid>/withdraw/agree/", staff.revoke_approve, name="revoke-approve"),
    path("<uuid:uuid>/withdraw/drop/", staff.revoke_drop, name="revoke-drop"),
    path("<uuid:uuid>/listing/", holder.list_publicly, name="list-publicly"),
    path("<uuid:uuid>/unlisting/", holder.unlist, name="unlist"),
]
