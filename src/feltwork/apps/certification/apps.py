from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "feltwork.apps.certification"
    label = "certification"

    def ready(self) -> None:
        from feltwork.apps.certification import receivers, receivers_taught  # noqa: F401  # connects them
        from feltwork.apps.certification.entering import missing_before
        from feltwork.apps.exams.entering import register

        register(missing_before)
