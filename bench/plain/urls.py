"""The project's addresses, and the plain pages beside them."""

from django.urls import include, path

from bench.plain import views
from feltwork.config.urls import handler400, handler403, handler404, handler500
from feltwork.config.urls import urlpatterns as ours

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
plain = (
    [
        path("candidates/", views.candidates, name="candidates"),
        path("queue/", views.queue, name="queue"),
    ],
    "plain",
)
urlpatterns = [path("at/<slug:school>/plain/", include(plain)), *ours]
