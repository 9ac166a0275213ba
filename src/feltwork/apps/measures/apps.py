from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "feltwork.apps.measures"
    label = "measures"

    def ready(self) -> None:
        # here, because models are not there before
        from feltwork.apps.measures.parts import PART
        from feltwork.apps.practice.parts import register

        register(PART)
