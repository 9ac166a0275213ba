"""Pages of staff; and what members of the school may see of the providers."""

from django.urls import path

from feltwork.apps.certification.views import candidates, certify, gates, providers, queue, trial, waivers, work

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/bulk/", queue.queue_bulk, name="queue-bulk"),
    path("queue/<uuid:uuid>/", work.work, name="work"),
    path("queue/<uuid:uuid>/effect/", work.work_effect, name="work-effect"),
    path("queue/<uuid:uuid>/earlier/", work.work_earlier, name="work-earlier"),
    path("queue/<uuid:uuid>/next/", work.work_next, name="work-next"),
    path("queue/<uuid:uuid>/pass/", queue.work_pass, name="work-pass"),
    path("queue/<uuid:uuid>/close/", work.work_close, name="work-close"),
    path("papers/<uuid:uuid>/", work.paper, name="paper"),
    path("inquiries/<uuid:uuid>/", queue.inquiry, name="inquiry"),
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates/<uuid:uuid>/", candidates.candidate, name="candidate"),
    path("candidates/<uuid:uuid>/decisions/", candidates.candidate_decisions, name="candidate-decisions"),
    path("candidates/<uuid:uuid>/ledger/", candidates.candidate_ledger, name="candidate-ledger"),
    path("candidates/<uuid:uuid>/try/", trial.candidate_try, name="candidate-try"),
    path("candidates/<uuid:uuid>/ruling/", waivers.ruling_new, name="ruling-new"),
    path("candidates/<uuid:uuid>/waiver/", waivers.waiver_new, name="waiver-new"),
    path("candidates/<uuid:uuid>/document/", gates.gate_new, name="gate-new"),
    path("waivers/<uuid:uuid>/end/", waivers.waiver_end, name="waiver-end"),
    path("documents/<uuid:uuid>/retract/", gates.gate_retract, name="gate-retract"),
    path("providers/", providers.providers, name="providers"),
    path("providers/new/", providers.provider_new, name="provider-new"),
    path("providers/<uuid:uuid>/", providers.provider, name="provider"),
    path("providers/<uuid:uuid>/approve/", providers.approval_new, name="approval-new"),
    path("providers/<uuid:uuid>/approve/preview/", providers.approval_preview, name="approval-preview"),
    path("approvals/<uuid:uuid>/end/", providers.approval_end, name="approval-end"),
    path("approvals/<uuid:uuid>/retract/", providers.approval_retract, name="approval-retract"),
    path("approved/", providers.approved, name="approved"),
    path("certify/<uuid:uuid>/", certify.certify, name="certify"),
    path("certify/<uuid:uuid>/approve/", certify.certify_approve, name="certify-approve"),
    path("certify/<uuid:uuid>/reject/", certify.certify_reject, name="certify-reject"),
]
