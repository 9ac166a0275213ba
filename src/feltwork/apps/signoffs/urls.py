"""Under /at/<school>/signoffs/. The words in the mails' addresses are 43 letters, so no other page can be meant."""

from django.urls import path

from feltwork.apps.signoffs import views

app_name = "signoffs"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("sign/", views.sign_several, name="sign-several"),
    path("answers/", views.answers, name="answers"),
    path("answers/<uuid:entry>/", views.copy, name="copy"),
    path("answers/<uuid:entry>/file/", views.copy_file, name="copy-file"),
    path("requests/<uuid:asked>/remind/", views.remind, name="remind"),
    path("reported/<uuid:asked>/", views.reported, name="reported"),
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/check/", views.ledger_check, name="ledger-check"),
    path("ledger/<uuid:entry>/", views.ledger_entry, name="ledger-entry"),
    path("ledger/<uuid:entry>/take-back/", views.entry_take_back, name="entry-take-back"),
    path("<slug:token>/", views.asked, name="request"),
    path("<slug:token>/link/", views.mail_link, name="link"),
    path("<slug:token>/switch/", views.switch, name="switch"),
    path("<slug:token>/sign/", views.sign, name="sign"),
    path("<slug:token>/correct/", views.correct, name="correct"),
    path("<slug:token>/decline/", views.decline, name="decline"),
    path("<slug:token>/done/", views.done, name="done"),
    path("<slug:token>/take-back/", views.take_back, name="take-back"),
    path("<slug:token>/report/", views.report, name="report"),
]
