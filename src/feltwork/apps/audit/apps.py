from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "feltwork.apps.audit"
    label = "audit"

    def ready(self) -> None:
        from feltwork.apps.audit import checks, guards

        pre_migrate.connect(guards.take_down, sender=self, dispatch_uid="feltwork.guards.down")
        post_migrate.connect(guards.install, sender=self, dispatch_uid="feltwork.guards")
        register(checks.check_guards, Tags.database)
