from django.urls import URLPattern

app_name = "credentials-staff"
urlpatterns: list[URLPattern] = []
