import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("practice", "0003_leaving_g"),
        ("schools", "0004_certificates_may_end"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("hit", models.BinaryField()),
                ("mark", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Nobody has seen it yet"),
                            ("acknowledged", "Seen"),
                            ("assessed", "Assessed"),
                            ("actioned", "Acted on"),
                            ("closed", "Closed"),
                        ],
                        default="new",
                        max_length=12,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "responder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "indexes": [
                    models.Index(fields=["school", "state", "due_at"], name="measures_alerts"),
                    models.Index(condition=models.Q(("state", "new")), fields=["due_at"], name="measures_overdue"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlertStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("raised", "Raised"),
                            ("changed", "The answer was changed"),
                            ("escalated", "Passed on, for nobody had looked in time"),
                            ("handed_over", "Given to somebody else"),
                            ("acknowledged", "Seen"),
                            ("assessed", "Assessed"),
                            ("actioned", "Acted on"),
                            ("closed", "Closed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="measures.alert"
                    ),
                ),
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
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Asking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("instrument", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=10)),
                ("order_id", models.CharField(blank=True, max_length=40)),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("room", "In the room"),
                            ("portal", "On their own side of the site"),
                            ("link", "By a link that works once"),
                        ],
                        default="room",
                        max_length=6,
                    ),
                ),
                (
                    "moment",
                    models.CharField(
                        blank=True,
                        choices=[("", "On a day"), ("before", "Before the session"), ("after", "After the session")],
                        default="",
                        max_length=6,
                    ),
                ),
                ("period", models.CharField(blank=True, max_length=50)),
                ("opens_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Not begun"),
                            ("started", "Begun"),
                            ("done", "Answered"),
                            ("stopped", "Stopped"),
                            ("lapsed", "Not answered in time"),
                        ],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("sheet", models.BinaryField(null=True)),
                ("changes", models.PositiveIntegerField(default=0)),
                (
                    "entered_by",
                    models.CharField(
                        choices=[("self", "By the person"), ("clinician", "Entered from paper")],
                        default="self",
                        max_length=9,
                    ),
                ),
                ("link_number", models.PositiveSmallIntegerField(default=0)),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                ("token_until", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("saved_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="askings",
                        to="practice.client",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="askings",
                        to="schools.enrolment",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="askings",
                        to="practice.sessionrecord",
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
                "indexes": [
                    models.Index(fields=["client", "state"], name="measures_of_client"),
                    models.Index(fields=["enrolment", "state"], name="measures_of_trainee"),
                    models.Index(fields=["record"], name="measures_of_session"),
                    models.Index(
                        condition=models.Q(("state__in", ("open", "started"))),
                        fields=["closes_at"],
                        name="measures_to_lapse",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("client__isnull", False), ("enrolment__isnull", True)),
                            models.Q(("client__isnull", True), ("enrolment__isnull", False)),
                            _connector="OR",
                        ),
                        name="measures_asking_of_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("token_hash", ""), _negated=True),
                        fields=("school", "token_hash"),
                        name="measures_token_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="alert",
            name="asking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="alerts", to="measures.asking"
            ),
        ),
        migrations.CreateModel(
            name="Folder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key_id", models.CharField(max_length=80)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "owner",
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
                "constraints": [models.UniqueConstraint(fields=("school", "owner"), name="measures_folder_once")],
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("instrument", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=10)),
                ("order_id", models.CharField(blank=True, max_length=40)),
                ("body", models.JSONField()),
                ("source", models.CharField(max_length=200)),
                ("licence", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
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
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        fields=("school", "instrument", "version", "language"),
                        name="measures_one_wording",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="asking",
            name="pack",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="measures.pack"
            ),
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("instrument", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=10)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("once", "Once"),
                            ("every_session", "Each session"),
                            ("weekly", "Each week"),
                            ("monthly", "Each month"),
                            ("pre_post", "At the start and at the end of the training"),
                            ("yearly", "Each year of the training"),
                        ],
                        default="once",
                        max_length=13,
                    ),
                ),
                (
                    "moments",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "On a day"),
                            ("before", "Before it"),
                            ("after", "After it"),
                            ("both", "Before and after it"),
                        ],
                        default="",
                        max_length=6,
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("room", "In the room"),
                            ("portal", "On their own side of the site"),
                            ("link", "By a link that works once"),
                        ],
                        default="room",
                        max_length=6,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("basis", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="practice.client",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="schools.enrolment",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("stopped_at", None)),
                        fields=["school", "how"],
                        name="measures_plans_running",
                    ),
                    models.Index(fields=["client"], name="measures_plans_of_client"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("client__isnull", False), ("enrolment__isnull", True)),
                            models.Q(("client__isnull", True), ("enrolment__isnull", False)),
                            _connector="OR",
                        ),
                        name="measures_plan_of_one",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="asking",
            name="plan",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="askings", to="measures.plan"
            ),
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reply_hours", models.PositiveSmallIntegerField(null=True)),
                ("days", models.CharField(default="12345", max_length=7)),
                ("opens", models.TimeField(default="09:00")),
                ("closes", models.TimeField(default="17:00")),
                ("away_from", models.DateField(null=True)),
                ("away_until", models.DateField(null=True)),
                ("country", models.CharField(blank=True, max_length=2)),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("clinical", "Treatment"),
                            ("educational", "Training"),
                            ("research", "Research"),
                            ("commercial", "Paid for by the people asked"),
                        ],
                        default="clinical",
                        max_length=11,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
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
                    "cover",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "escalate_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "responder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    models.UniqueConstraint(fields=("school",), name="measures_one_policy"),
                    models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens"))), name="measures_closes_after_it_opens"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("answers", models.BinaryField()),
                ("scores", models.BinaryField()),
                ("reason", models.BinaryField(null=True)),
                ("is_late", models.BooleanField(default=False)),
                ("answered_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                (
                    "asking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="measures.asking"
                    ),
                ),
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
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="measures.result",
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
                        condition=models.Q(("corrects", None)),
                        fields=("school", "asking"),
                        name="measures_first_result",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=("school", "asking", "mark"),
                name="measures_one_open_alert",
            ),
        ),
        migrations.AddConstraint(
            model_name="asking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("plan__isnull", False)),
                fields=("school", "plan", "period", "moment"),
                name="measures_turn_once",
            ),
        ),
    ]
