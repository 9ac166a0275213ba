"""Pages that belong to no school."""

from django.urls import path

from feltwork.apps.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("method/", views.method, name="method"),
    path("evidence/", views.evidence, name="evidence"),
    path("become-certified/", views.become_certified, name="become-certified"),
    path("help-now/", views.help_now, name="help-now"),
    path("hiding/", views.hiding, name="hiding"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("leave/", views.leave, name="leave"),
    path("start/", views.start, name="start"),
    path("appearance/", views.appearance, name="appearance"),
    path("language/", views.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
