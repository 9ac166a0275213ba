from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "feltwork.apps.audit"
    label = "audit"

    def ready(self) -> None:
        from feltwork.apps.audit import guards

        post_migrate.connect(guards.install, sender=self, dispatch_uid="feltwork.guards")
