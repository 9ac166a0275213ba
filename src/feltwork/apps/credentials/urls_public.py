"""What anyone may open: /c/, /c/register/, /c/<code>/ and its files."""

from django.urls import path

from feltwork.apps.credentials.views import documents, public

app_name = "credentials"
urlpatterns = [
    path("", public.check, name="check"),
    path("register/", public.register, name="register"),
    path("<str:code>/", public.show, name="show"),
    path("<str:code>/credential.json", documents.credential, name="json"),
    path("<str:code>/credential.jwt", documents.credential_jwt, name="jwt"),
]
