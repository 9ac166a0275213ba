import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def own_fields(*fields):
    """Those of a row that belongs to one school."""
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        *fields,
        (
            "school",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_exposure"),
        ("schools", "0004_certificates_may_end"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=own_fields(
                ("number", models.BigIntegerField()),
                ("page", models.UUIDField()),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("own", "By its owner"),
                            ("asked", "By the school, because its owner asked for it"),
                            ("account", "Because the account was closed"),
                        ],
                        max_length=7,
                    ),
                ),
                ("at", models.DateTimeField()),
            ),
            options={
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["number"], name="directory_erased")],
                "constraints": [models.UniqueConstraint(fields=("school", "number"), name="directory_erased_once")],
            },
        ),
        migrations.CreateModel(
            name="Barred",
            fields=own_fields(
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ),
            options={
                "constraints": [models.UniqueConstraint(fields=("school", "user"), name="directory_barred_once")],
            },
        ),
        migrations.CreateModel(
            name="Farewell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("key_id", models.CharField(blank=True, max_length=120)),
                ("sealed", models.BinaryField(null=True)),
                ("delete_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Leftover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("key", "Key in the key store"),
                            ("file", "File of a photo"),
                            ("index", "What the search keeps beside its tables"),
                        ],
                        max_length=5,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddField(
            model_name="report",
            name="about",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="profile",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="directory.profile",
            ),
        ),
    ]
