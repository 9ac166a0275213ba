"""What anyone may open: /c/, /c/register/, /c/<code>/."""

from django.urls import path

from feltwork.apps.credentials.views import public

app_name = "credentials"
urlpatterns = [
    path("", public.check, name="check"),
    path("register/", public.register, name="register"),
    path("<str:code>/", public.show, name="show"),
]
