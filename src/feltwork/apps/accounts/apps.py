from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "feltwork.apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from feltwork.apps.accounts import cache_table, receivers  # noqa: F401 connecting is what they are for

        post_migrate.connect(cache_table.create, sender=self, dispatch_uid="feltwork.cache_table")
