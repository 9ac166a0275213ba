from django.apps import AppConfig


class SeminarsConfig(AppConfig):
    name = "feltwork.apps.seminars"
    label = "seminars"

    def ready(self) -> None:
        from feltwork.apps.seminars import receivers  # noqa: F401  # connects them
