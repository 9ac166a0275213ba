from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "feltwork.apps.certification"
    label = "certification"

    def ready(self) -> None:
        from feltwork.apps.certification import receivers, receivers_taught  # noqa: F401  # connects them
