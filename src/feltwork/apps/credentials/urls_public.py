"""What anyone may open: /c/, /c/register/, /c/<code>/ and its files."""

from django.urls import path

from feltwork.apps.credentials.views import checking, files, public

app_name = "credentials"
urlpatterns = [
    path("", public.check, name="check"),
    path("register/", public.register, name="register"),
    path("check-file/", checking.check_file, name="check-file"),
    path("<str:code>/", public.show, name="show"),
    path("<str:code>/credential.json", files.credential, name="json"),
    path("<str:code>/credential.jwt", files.credential_jwt, name="jwt"),
    path("<str:code>/certificate.pdf", files.pdf, name="pdf"),
    path("<str:code>/certificate.png", files.png, name="png"),
    path("<str:code>/certificate.svg", files.svg, name="svg"),
]
