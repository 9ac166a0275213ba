"""A school's certificates: for staff, and each holder's own."""

from django.urls import path

from feltwork.apps.credentials.views import holder, issuer, names, staff

app_name = "credentials-staff"
urlpatterns = [
    path("", staff.certificates, name="list"),
    path("mine/", holder.mine, name="mine"),
    path("issuer/", issuer.issuer, name="issuer"),
    path("issuer/set-up/", issuer.issuer_set_up, name="issuer-set-up"),
    path("issuer/reach/", issuer.issuer_reach, name="issuer-reach"),
    path("issuer/missing/", issuer.issuer_missing, name="issuer-missing"),
    path("issuer/keys/<uuid:uuid>/new/", issuer.key_rotate, name="key-rotate"),
    path("issuer/keys/<uuid:uuid>/stolen/", issuer.key_compromise, name="key-compromise"),
    path("renewals/", issuer.renewals, name="renewals"),
    path("renewals/start/", issuer.renew, name="renew"),
    path("names/<uuid:uuid>/", names.decide, name="name-decide"),
    path("names/<uuid:uuid>/no/", names.refuse, name="name-refuse"),
    path("<uuid:uuid>/", staff.detail, name="detail"),
    path("<uuid:uuid>/suspend/", staff.suspend, name="suspend"),
    path("<uuid:uuid>/reinstate/", staff.reinstate, name="reinstate"),
    path("<uuid:uuid>/renew/", staff.renew, name="renew-one"),
    path("<uuid:uuid>/withdraw/", staff.revoke, name="revoke"),
    path("<uuid:uuid>/withdraw/agree/", staff.revoke_approve, name="revoke-approve"),
    path("<uuid:uuid>/withdraw/drop/", staff.revoke_drop, name="revoke-drop"),
    path("<uuid:uuid>/name/", names.ask, name="name-ask"),
    path("<uuid:uuid>/preview/", holder.preview, name="preview"),
    path("<uuid:uuid>/listing/", holder.list_publicly, name="list-publicly"),
    path("<uuid:uuid>/unlisting/", holder.unlist, name="unlist"),
]
