from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "feltwork.apps.directory"
    label = "directory"

    def ready(self) -> None:
        # here, because models are not there before
        from feltwork.apps.directory.engagements import calls_as_engagements
        from feltwork.apps.practice.engagements import register

        register("directory", calls_as_engagements)
