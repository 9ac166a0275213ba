import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("schools", "0004_certificates_may_end"),
    ]

    operations = [
        migrations.CreateModel(
            name="Licence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("profession", models.CharField(max_length=24, verbose_name="profession")),
                ("register_name", models.CharField(max_length=120, verbose_name="name of the register")),
                ("number", models.CharField(max_length=60, verbose_name="number there")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("region", models.CharField(blank=True, max_length=80, verbose_name="state or region")),
                ("url", models.URLField(blank=True, verbose_name="where it can be looked up")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("claimed", "Not checked yet"),
                            ("checked", "Checked"),
                            ("refused", "Could not be confirmed"),
                            ("ended", "Ended"),
                        ],
                        default="claimed",
                        max_length=8,
                    ),
                ),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("changed_at", models.DateTimeField()),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["school", "state"], name="directory_licence_state")],
            },
        ),
        migrations.CreateModel(
            name="LicenceCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("on", models.DateField(verbose_name="day of the check")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("looked_up", "Looked up in the register of the profession"),
                            ("asked", "Asked the register by phone or mail"),
                            ("letter", "Letter from the register itself"),
                            ("api", "Answer of the register’s own service"),
                        ],
                        max_length=9,
                        verbose_name="how",
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="where")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("confirmed", "It stands there, in this name and in force"),
                            ("not_found", "It is not there"),
                            ("other_name", "It is there in another name"),
                            ("ended", "It has ended or is suspended"),
                            ("unclear", "The register gave no clear answer"),
                        ],
                        max_length=10,
                        verbose_name="what you found",
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=600, verbose_name="note for staff")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="directory.licence"
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
            name="Profile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=60, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("listed", "Published"), ("hidden", "Hidden")],
                        default="draft",
                        max_length=6,
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("pronouns", models.CharField(blank=True, max_length=40, verbose_name="pronouns")),
                ("headline", models.CharField(blank=True, max_length=160, verbose_name="in one line")),
                ("words", models.TextField(blank=True, max_length=1500, verbose_name="in your own words")),
                (
                    "words_language",
                    models.CharField(default="en", max_length=3, verbose_name="language of these words"),
                ),
                ("profession", models.CharField(blank=True, max_length=24, verbose_name="primary profession")),
                ("town", models.PositiveIntegerField(blank=True, null=True)),
                ("town_name", models.CharField(blank=True, max_length=120, verbose_name="town")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("how_in_person", models.BooleanField(default=False, verbose_name="in person")),
                ("how_online", models.BooleanField(default=False, verbose_name="online")),
                ("online_in", models.JSONField(blank=True, default=list, verbose_name="where you may practise online")),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
                ("ages", models.JSONField(blank=True, default=list, verbose_name="ages")),
                ("who", models.JSONField(blank=True, default=list, verbose_name="who comes")),
                ("themes", models.JSONField(blank=True, default=list, verbose_name="experience with")),
                ("access", models.JSONField(blank=True, default=list, verbose_name="getting in and being there")),
                ("identity", models.JSONField(blank=True, default=list, verbose_name="lived experience")),
                (
                    "touch",
                    models.CharField(
                        choices=[
                            ("never", "Never uses touch"),
                            ("asks", "May offer it, always asks first, and you can say no each time"),
                        ],
                        default="never",
                        max_length=5,
                        verbose_name="touch",
                    ),
                ),
                ("fee_low", models.PositiveIntegerField(blank=True, null=True, verbose_name="fee from")),
                ("fee_high", models.PositiveIntegerField(blank=True, null=True, verbose_name="fee to")),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("fee_minutes", models.PositiveSmallIntegerField(default=60, verbose_name="for how many minutes")),
                ("is_sliding", models.BooleanField(default=False, verbose_name="by income")),
                ("fee_words", models.CharField(blank=True, max_length=300, verbose_name="about the fee")),
                (
                    "free_call_minutes",
                    models.PositiveSmallIntegerField(default=0, verbose_name="minutes of a free first call"),
                ),
                (
                    "room",
                    models.CharField(
                        choices=[
                            ("now", "Yes, now"),
                            ("month", "Within a month"),
                            ("waiting", "Waiting list"),
                            ("closed", "No room at present"),
                        ],
                        default="now",
                        max_length=7,
                        verbose_name="room for new people",
                    ),
                ),
                (
                    "waiting_weeks",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="weeks to wait"),
                ),
                ("room_words", models.CharField(blank=True, max_length=300, verbose_name="about room")),
                ("confirmed_on", models.DateField(blank=True, null=True)),
                ("between_words", models.CharField(blank=True, max_length=300, verbose_name="between sessions")),
                ("cancel_words", models.CharField(blank=True, max_length=300, verbose_name="cancelling")),
                ("training_words", models.TextField(blank=True, max_length=600, verbose_name="further training")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address of your practice")),
                ("photo", models.FileField(blank=True, upload_to="directory/")),
                ("photo_alt", models.CharField(blank=True, max_length=160, verbose_name="what the photo shows")),
                ("is_indexed_outside", models.BooleanField(default=False, verbose_name="found by search engines")),
                ("listed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hidden_why",
                    models.CharField(
                        blank=True, choices=[("own", "By their own choice"), ("staff", "By the school")], max_length=5
                    ),
                ),
                ("hidden_words", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="directory_profile",
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
                    models.Index(fields=["state", "confirmed_on"], name="directory_profile_shown"),
                    models.Index(fields=["country", "currency"], name="directory_profile_fees"),
                ],
            },
        ),
        migrations.AddField(
            model_name="licence",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="licences", to="directory.profile"
            ),
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "room",
                    models.CharField(
                        choices=[
                            ("now", "Yes, now"),
                            ("month", "Within a month"),
                            ("waiting", "Waiting list"),
                            ("closed", "No room at present"),
                        ],
                        max_length=7,
                    ),
                ),
                ("on", models.DateField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("published", "When it was published"),
                            ("desk", "On their own page"),
                            ("edit", "With a change"),
                            ("link", "By the link in a message"),
                        ],
                        max_length=9,
                    ),
                ),
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
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="directory.profile",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("room", "They have no room, or cannot be reached"),
                            ("facts", "Place, fee, language or something else is not right"),
                            ("licence", "The licence or the certificate is not right"),
                            ("claims", "It promises too much"),
                            ("identity", "This is not the person it says"),
                            ("conduct", "Something that happened with this person"),
                            ("other", "Something else"),
                        ],
                        max_length=8,
                        verbose_name="what is wrong",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=600, verbose_name="in a line or two")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waits for an answer"),
                            ("mended", "Was right, and is mended"),
                            ("hidden", "Was right, and the page is hidden"),
                            ("kept", "Looked into; the page stays as it is"),
                        ],
                        default="open",
                        max_length=6,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=600, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField()),
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
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="directory.profile"
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
                "indexes": [models.Index(fields=["school", "state"], name="directory_report_state")],
            },
        ),
        migrations.CreateModel(
            name="Week",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("on", models.DateField()),
                ("wished", models.PositiveIntegerField()),
                ("shown", models.PositiveIntegerField()),
                ("unconfirmed", models.PositiveIntegerField()),
                ("unanswered", models.PositiveIntegerField()),
                ("reported", models.PositiveIntegerField()),
                ("phantoms", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
            ],
            options={
                "ordering": ["-on"],
                "constraints": [models.UniqueConstraint(fields=("school", "on"), name="directory_week_once")],
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("lists_students", models.BooleanField(default=False, verbose_name="lists people in training")),
                ("student_from_level", models.SlugField(blank=True, verbose_name="from which level on")),
                (
                    "ask_days",
                    models.PositiveSmallIntegerField(default=14, verbose_name="days until a profile is asked about"),
                ),
                ("mark_days", models.PositiveSmallIntegerField(default=21, verbose_name="days until it is marked")),
                ("hide_days", models.PositiveSmallIntegerField(default=30, verbose_name="days until it is hidden")),
                (
                    "reply_days",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="days until a clinician is reminded to answer"
                    ),
                ),
                (
                    "tell_days",
                    models.PositiveSmallIntegerField(default=4, verbose_name="days until the person who wrote is told"),
                ),
                (
                    "delete_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="days until an inquiry is deleted"),
                ),
                (
                    "free_call_minutes",
                    models.PositiveSmallIntegerField(default=20, verbose_name="longest free first call, in minutes"),
                ),
                (
                    "free_calls_each",
                    models.PositiveSmallIntegerField(default=1, verbose_name="free first calls with one clinician"),
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
                    models.UniqueConstraint(fields=("school",), name="directory_policy_one_each"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ask_days__lte", models.F("mark_days")),
                            ("mark_days__lte", models.F("hide_days")),
                            ("hide_days__gte", 1),
                            ("hide_days__lte", 30),
                        ),
                        name="directory_policy_days_rise",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.UniqueConstraint(
                fields=("school", "profile", "country", "register_name", "number"), name="directory_licence_once"
            ),
        ),
    ]
