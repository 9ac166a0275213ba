from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "feltwork.apps.portal"
    label = "portal"
