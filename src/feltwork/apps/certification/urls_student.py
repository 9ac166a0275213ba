"""Pages of students, and the rules, which anyone may read."""

from django.urls import path

from feltwork.apps.certification.views import entries, importing, log, papers, rules, takeout, what_if
from feltwork.apps.certification.views.path import path as your_path

urlpatterns = [
    path("path/", your_path, name="path"),
    path("path/<uuid:uuid>/", your_path, name="path-of"),
    path("log/new/", log.entry_new, name="entry-new"),
    path("log/look/", log.entry_preview, name="entry-preview"),
    path("log/<uuid:uuid>/", entries.entry, name="entry"),
    path("log/<uuid:uuid>/change/", log.entry_change, name="entry-change"),
    *(
        path(f"log/<uuid:uuid>/{verb.name}/", entries.entry_act(verb), name=f"entry-{verb.name}")
        for verb in entries.VERBS.values()
    ),
    path("log/<uuid:uuid>/evidence/", papers.evidence_new, name="evidence-new"),
    path("evidence/<uuid:uuid>/", papers.evidence_file, name="evidence-file"),
    path("what-if/", what_if.what_if, name="what-if"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<slug:programme>/compare/", rules.rules_compare, name="rules-compare"),
    path("rules/<slug:programme>/<str:code>/", rules.rules_edition, name="rules-edition"),
    path("take-out/", takeout.takeout, name="takeout"),
    path("take-out/<uuid:uuid>/", takeout.takeout_file, name="takeout-file"),
    path("import/", importing.import_log, name="import"),
    path("import/<uuid:uuid>/", importing.import_show, name="import-show"),
    path("import/<uuid:uuid>/take/", importing.import_take, name="import-take"),
    path("import/<uuid:uuid>/forget/", importing.import_forget, name="import-forget"),
    path("import/<uuid:uuid>/judge/", importing.import_judge, name="import-judge"),
    path("import/<uuid:uuid>/file/", importing.import_file, name="import-file"),
    path("ask/", papers.exception_new, name="exception-new"),
]
