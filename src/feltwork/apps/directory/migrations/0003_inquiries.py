import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_index"),
        ("schools", "0004_certificates_may_end"),
    ]

    operations = [
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key_id", models.CharField(max_length=120)),
                ("sealed", models.BinaryField()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("since", models.DateField()),
                ("told_at", models.DateTimeField(null=True)),
                ("delete_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key_id", models.CharField(blank=True, max_length=120)),
                ("shown", models.BinaryField(null=True)),
                ("withheld", models.BinaryField(null=True)),
                ("answer_box", models.BinaryField(null=True)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("once_hash", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "On its way"),
                            ("seen", "Read"),
                            ("answered", "Answered"),
                            ("closed", "Closed"),
                            ("withdrawn", "Taken back"),
                            ("expired", "Deleted after its time"),
                        ],
                        default="sent",
                        max_length=9,
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Yes, I will be in touch"),
                            ("not_now", "Not now, I have a waiting list"),
                            ("cannot", "I cannot, here is where to look"),
                        ],
                        max_length=7,
                    ),
                ),
                ("waiting_weeks", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_held_back", models.BooleanField(default=False)),
                ("sent_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("delete_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inquiries", to="directory.profile"
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
                "ordering": ["-sent_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("school", "profile", "once_hash"), name="directory_inquiry_once")
                ],
                "indexes": [
                    models.Index(fields=["profile", "state", "sent_at"], name="directory_inbox"),
                    models.Index(fields=["state", "sent_at"], name="directory_inquiry_due"),
                    models.Index(fields=["delete_at"], name="directory_inquiry_delete"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("zone", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("requested", "Asked for"), ("booked", "Agreed"), ("called_off", "Called off")],
                        default="requested",
                        max_length=10,
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="directory.profile"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="directory.inquiry"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "indexes": [models.Index(fields=["profile", "starts_at"], name="directory_calls")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("requested", "booked"))),
                        fields=("school", "profile", "starts_at"),
                        name="directory_booking_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("requested", "booked"))),
                        fields=("school", "inquiry"),
                        name="directory_booking_one_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="directory_call_ends"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplyFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("week", models.DateField()),
                ("hours", models.PositiveIntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("yes", "Yes"),
                            ("not_now", "Not now"),
                            ("cannot", "Cannot"),
                            ("silent", "No answer in time"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply_figures",
                        to="directory.profile",
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
                "ordering": ["week", "pk"],
                "indexes": [models.Index(fields=["profile", "week"], name="directory_reply_figures")],
            },
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key_id", models.CharField(max_length=120)),
                ("mark", models.CharField(max_length=64)),
                ("words", models.CharField(blank=True, max_length=60, verbose_name="for yourself")),
                ("at", models.DateTimeField()),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="blocks", to="directory.profile"
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
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("school", "profile", "mark"), name="directory_block_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CallHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("weekday", models.PositiveSmallIntegerField(null=True)),
                ("on", models.DateField(null=True)),
                ("begins", models.TimeField(null=True)),
                ("ends", models.TimeField(null=True)),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="call_hours", to="directory.profile"
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
                "ordering": ["on", "weekday", "begins", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("begins__isnull", False),
                                ("on__isnull", True),
                                ("weekday__isnull", False),
                                ("weekday__lte", 6),
                            ),
                            models.Q(("on__isnull", False), ("weekday__isnull", True)),
                            _connector="OR",
                        ),
                        name="directory_call_hours_either",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("begins__isnull", True), ("ends__isnull", True)),
                            ("begins__lt", models.F("ends")),
                            _connector="OR",
                        ),
                        name="directory_call_hours_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("is_on", models.BooleanField(default=False, verbose_name="first calls are offered")),
                (
                    "way",
                    models.CharField(
                        choices=[("request", "I say yes to each"), ("direct", "A time that is taken is agreed")],
                        default="request",
                        max_length=7,
                        verbose_name="when somebody takes a time",
                    ),
                ),
                ("zone", models.CharField(max_length=60, verbose_name="time zone")),
                (
                    "notice_hours",
                    models.PositiveSmallIntegerField(
                        default=24,
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(168),
                        ],
                        verbose_name="so many hours ahead at least",
                    ),
                ),
                (
                    "profile",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="call_terms", to="directory.profile"
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
                    models.UniqueConstraint(fields=("school", "profile"), name="directory_call_terms_once")
                ],
            },
        ),
    ]
