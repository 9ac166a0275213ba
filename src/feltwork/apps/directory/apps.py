from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "feltwork.apps.directory"
    label = "directory"
