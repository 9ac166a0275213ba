import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("exams", "0002_sittings"),
        ("practice", "0007_many_opened"),
        ("schools", "0004_certificates_may_end"),
    ]

    operations = [
        migrations.CreateModel(
            name="GoldCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("language", models.CharField(default="en", max_length=10, verbose_name="language")),
                ("text", models.TextField(verbose_name="the session")),
                ("gold", models.JSONField(default=dict)),
                ("reasons", models.TextField(blank=True, verbose_name="why it was rated so")),
                ("agreed_by", models.CharField(max_length=200, verbose_name="who agreed on it")),
                ("is_open", models.BooleanField(default=False, verbose_name="used in training")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Practical",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("recording", "A recorded session"),
                            ("live", "A session that raters watch as it is held"),
                        ],
                        default="recording",
                        max_length=9,
                        verbose_name="how",
                    ),
                ),
                ("live_at", models.DateTimeField(blank=True, null=True, verbose_name="when")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="room or link")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Being prepared"),
                            ("rating", "With the raters"),
                            ("deciding", "Waits for the decision"),
                            ("decided", "Decided"),
                            ("given_up", "Given up"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("booked_at", models.DateTimeField()),
                ("handed_in_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="practicals", to="schools.enrolment"
                    ),
                ),
                (
                    "examination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="practicals", to="exams.examination"
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
                "indexes": [models.Index(fields=["school", "state"], name="exams_practical_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "examination", "enrolment", "number"), name="exams_practical_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("open", "rating", "deciding"))),
                        fields=("school", "examination", "enrolment"),
                        name="exams_one_practical_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticalAppeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("granted", "Granted: other raters rate the same session"), ("refused", "Refused")],
                        max_length=8,
                    ),
                ),
                ("answer_words", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practical",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="exams.practical"
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
                "constraints": [models.UniqueConstraint(fields=("school", "practical"), name="exams_one_appeal")],
            },
        ),
        migrations.CreateModel(
            name="PracticalConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("file", "The client’s own answer in their file here"),
                            ("statement", "A statement that the client has signed"),
                        ],
                        max_length=9,
                    ),
                ),
                ("signed_on", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("key_id", models.CharField(blank=True, max_length=80)),
                ("content_type", models.CharField(blank=True, max_length=80)),
                ("suffix", models.CharField(blank=True, max_length=8)),
                ("size_bytes", models.PositiveBigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("withdrawn", "The client took it back"),
                            ("replaced", "Replaced by another"),
                            ("over", "Its time is over"),
                            ("done", "Not needed any more"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.client"
                    ),
                ),
                (
                    "practical",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="exams.practical"
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("school", "practical"), name="exams_one_consent"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticalDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("passed", "Passed"), ("not_passed", "Not passed"), ("no_result", "Cannot be rated")],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "practical",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="exams.practical"
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
                "ordering": ["round", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "practical", "round"), name="exams_practical_decided_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rater",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "examination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="raters", to="exams.examination"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school", "examination", "user"),
                        name="exams_rater_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RaterDraw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("round", models.PositiveSmallIntegerField()),
                ("seats", models.JSONField()),
                ("seed", models.CharField(max_length=64)),
                ("pool", models.JSONField()),
                ("partly", models.JSONField(default=list)),
                ("left_out", models.JSONField(default=dict)),
                ("drawn", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practical",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="exams.practical"
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
            },
        ),
        migrations.CreateModel(
            name="RaterRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("school", "rater", "candidate"),
                        name="exams_relation_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("round", models.PositiveSmallIntegerField()),
                ("seat", models.PositiveSmallIntegerField()),
                ("drawn_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("data", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("excused_at", models.DateTimeField(null=True)),
                (
                    "excused",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("relation", "Knows the candidate or the client too well"),
                            ("time", "No time before the day it is due"),
                            ("other", "Another reason"),
                            ("removed", "Replaced by the school"),
                            ("closed", "Not needed any more"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "practical",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="exams.practical"
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "ordering": ["round", "seat", "pk"],
                "indexes": [models.Index(fields=["school", "rater", "submitted_at"], name="exams_own_ratings")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("excused_at", None)),
                        fields=("school", "practical", "round", "seat"),
                        name="exams_one_rater_a_seat",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("excused", "closed"), _negated=True),
                        fields=("school", "practical", "rater"),
                        name="exams_rates_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key_id", models.CharField(max_length=80)),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("mark", models.CharField(max_length=64)),
                ("content_type", models.CharField(blank=True, max_length=40)),
                ("begun_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(null=True)),
                ("expires_on", models.DateField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "removed",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("candidate", "The candidate took it back"),
                            ("replaced", "Another one was sent"),
                            ("consent", "The client’s consent ended"),
                            ("expired", "Its time was over"),
                            ("unfinished", "It was never finished"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "practical",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recordings", to="exams.practical"
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("school", "practical"),
                        name="exams_one_recording",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GoldTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("data", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("result", models.JSONField(default=dict)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tries", to="exams.goldcase"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["school", "user", "submitted_at"], name="exams_own_tries")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("submitted_at", None)),
                        fields=("school", "case", "user"),
                        name="exams_one_try_open",
                    )
                ],
            },
        ),
    ]
