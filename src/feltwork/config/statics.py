"""Static files under names that change with their content, also where one module of ours imports another."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

ALONE = "django_htmx/"  # brings modules that name files which are not there; we use none of them


class HashedStatics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise carries no types
    """Without this a page that names `fields.js` in advance by its hashed name would fetch it again by its plain one,
    as `import "./fields.js"` says, and could be given a new one beside an old one."""

    support_js_module_import_aggregation = True

    def url_converter(self, name: str, *arguments: Any, **options: Any) -> Any:
        if name.startswith(ALONE):
            return lambda found: found[0]
        return super().url_converter(name, *arguments, **options)
