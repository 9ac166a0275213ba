"""What clients and trainees are asked, and the promise about risk."""

from django.urls import path

from feltwork.apps.measures.views import asking, bringing, policies, trainees

FILE = "clients/<uuid:uuid>/"
SHEET = f"{FILE}sheets/<uuid:sheet>/"
urlpatterns = [
    path("policy/", policies.policy, name="policy"),
    path("trainees/", trainees.trainees, name="trainees"),
    path("trainees/<uuid:uuid>/", trainees.trainees_new, name="trainees-new"),
    path("trainees/<uuid:uuid>/<slug:instrument>/<slug:how>/stop/", trainees.trainees_stop, name="trainees-stop"),
    path("sessions/<uuid:uuid>/", asking.session, name="session"),
    path(FILE, asking.client, name="client"),
    path(f"{FILE}new/", asking.plan_new, name="plan-new"),
    path(f"{FILE}now/", asking.ask_now, name="ask-now"),
    path(f"{FILE}bring/", bringing.bring, name="bring"),
    path(f"{FILE}bring/keep/", bringing.bring_keep, name="bring-keep"),
    path(f"{FILE}plans/<uuid:plan>/stop/", asking.plan_stop, name="plan-stop"),
    path(f"{FILE}plans/<uuid:plan>/basis/", asking.plan_basis, name="plan-basis"),
    path(f"{FILE}paper/<slug:instrument>/", asking.enter, name="enter"),
    path(f"{FILE}results/<uuid:result>/correct/", asking.correct, name="correct"),
    path(f"{SHEET}hand-over/", asking.hand_over, name="hand-over"),
    path(f"{SHEET}link/", asking.link_make, name="link-make"),
    path(f"{SHEET}link/revoke/", asking.link_revoke, name="link-revoke"),
]
