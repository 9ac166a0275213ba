"""Our addresses, in the namespace `accounts`, and the few names that django-allauth looks up by itself."""

from django.urls import include, path

from feltwork.apps.accounts import views

ours = [
    path("", views.account, name="account"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("link-sent/", views.link_sent, name="link-sent"),
    path("link/<str:token>/", views.sign_in_link, name="sign-in-link"),
    path("passkey/questions/", views.passkey_options, name="passkey-questions"),
    path("passkey/", views.passkey_sign_in, name="passkey-sign-in"),
    path("step-up/", views.step_up, name="step-up"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("passkeys/new/", views.passkey_add, name="passkey-add"),
    path("passkeys/<int:pk>/name/", views.passkey_rename, name="passkey-rename"),
    path("passkeys/<int:pk>/remove/", views.passkey_remove, name="passkey-remove"),
    path("app/", views.app_set_up, name="app-set-up"),
    path("app/remove/", views.app_remove, name="app-remove"),
    path("recovery-codes/", views.recovery_codes, name="recovery-codes"),
    path("password/", views.password, name="password"),
    path("address/", views.address, name="address"),
    path("address/<str:token>/", views.address_link, name="address-link"),
    path("sessions/end/", views.end_others, name="end-others"),
    path("seen/", views.seen, name="seen"),
    path("terms/", views.terms, name="terms"),
]

urlpatterns = [
    path("", include((ours, "accounts"))),
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("closed/", views.inactive, name="account_inactive"),
    path("prove/", views.prove, name="mfa_authenticate"),
    path("step-up/", views.step_up, name="account_reauthenticate"),
    path("step-up/", views.step_up, name="mfa_reauthenticate"),
    path("passkeys/new/", views.passkey_add, name="mfa_add_webauthn"),
    path("", views.account, name="mfa_index"),
]
