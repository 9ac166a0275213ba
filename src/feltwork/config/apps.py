from django.apps import AppConfig


class FeltworkConfig(AppConfig):
    name = "feltwork.config"
    label = "config"

    def ready(self) -> None:
        from feltwork.config import checks  # noqa: F401 importing registers them
