from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "feltwork.apps.keys"
    label = "keys"
