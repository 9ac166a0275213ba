from django.urls import URLPattern

app_name = "signoffs"
urlpatterns: list[URLPattern] = []
