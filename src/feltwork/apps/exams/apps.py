from django.apps import AppConfig


class ExamsConfig(AppConfig):
    name = "feltwork.apps.exams"
    label = "exams"

    def ready(self) -> None:
        # here, because models are not there before
        from feltwork.apps.exams.receivers import PART
        from feltwork.apps.practice.parts import register

        register(PART)
