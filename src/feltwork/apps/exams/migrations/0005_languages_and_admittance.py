"""A form is drawn in one language; somebody may be let in before they have what the level asks for."""

import uuid
from collections import Counter

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def name_languages(apps, schema_editor):
    """What each version says of its language; each examination in writing is in the language of most of its bank."""
    version = apps.get_model("exams", "ItemVersion")
    by_school = {}
    others = {}
    rows = version.objects.order_by("pk").values_list("pk", "school", "state", "data")
    for pk, school, state, data in rows.iterator(chunk_size=500):
        language = str(data.get("language") or "en").partition("-")[0].lower()[:8]
        if language != "en":
            others.setdefault(language, []).append(pk)
        if state == "live":
            by_school.setdefault(school, Counter())[language] += 1
    for language, pks in others.items():
        for start in range(0, len(pks), 500):
            version.objects.filter(pk__in=pks[start : start + 500]).update(language=language)
    examinations = apps.get_model("exams", "Examination").objects.filter(kind="written")
    examinations.update(languages=["en"])
    for school, counted in by_school.items():
        examinations.filter(school=school).update(languages=[counted.most_common(1)[0][0]])


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0004_bank_standards"),
        ("schools", "0004_certificates_may_end"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="itemversion",
            name="language",
            field=models.CharField(default="en", max_length=8),
        ),
        migrations.AddField(
            model_name="examination",
            name="languages",
            field=models.JSONField(default=list, verbose_name="languages of the questions"),
        ),
        migrations.AddField(
            model_name="attempt",
            name="language",
            field=models.CharField(blank=True, default="", max_length=8),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Admittance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("is_let_in", models.BooleanField(default=True)),
                ("reason", models.CharField(max_length=300, verbose_name="why")),
                ("missing", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.enrolment"
                    ),
                ),
                (
                    "examination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exams.examination"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["examination", "enrolment"], name="exams_admittance_of")],
            },
        ),
        migrations.RunPython(name_languages, migrations.RunPython.noop),
    ]
