"""A training case may be a recording; what was agreed on has versions, and each try belongs to one of them."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


def first_versions(apps, schema_editor):
    """What was agreed on in cases that are used, or were rated, is their first version."""
    case, version, tried = (apps.get_model("exams", name) for name in ("GoldCase", "GoldVersion", "GoldTry"))
    rated = tried.objects.filter(submitted_at__isnull=False)
    for row in case.objects.filter(models.Q(is_open=True) | models.Q(pk__in=rated.values("case"))):
        made = version.objects.create(
            school_id=row.school_id, case=row, number=1, gold=row.gold, reasons=row.reasons, agreed_by=row.agreed_by,
            by_id=row.by_id, at=row.at,
        )  # fmt: skip
        rated.filter(case=row).update(agreed=made)


class Migration(migrations.Migration):

    dependencies = [
        ('exams', '0005_languages_and_admittance'),
        ('practice', '0007_many_opened'),
        ('schools', '0004_certificates_may_end'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='goldcase',
            name='retired',
            field=models.CharField(blank=True, choices=[('consent', 'Somebody in it took their agreement back'), ('expired', 'Its time was over'), ('school', 'The school does not use it any more')], max_length=9),
        ),
        migrations.AddField(
            model_name='goldcase',
            name='retired_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='goldcase',
            name='way',
            field=models.CharField(choices=[('text', 'Written down'), ('recording', 'A recording')], default='text', max_length=9, verbose_name='how'),
        ),
        migrations.AddField(
            model_name='goldtry',
            name='is_panel',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='goldcase',
            name='text',
            field=models.TextField(blank=True, verbose_name='the session'),
        ),
        migrations.AlterField(
            model_name='practicalconsent',
            name='kind',
            field=models.CharField(choices=[('file', 'The client’s own answer in their file here'), ('statement', 'A statement that the client has signed'), ('own', 'Said here by themselves')], max_length=9),
        ),
        migrations.AlterField(
            model_name='recording',
            name='removed',
            field=models.CharField(blank=True, choices=[('candidate', 'The candidate took it back'), ('replaced', 'Another one was sent'), ('consent', 'The client’s consent ended'), ('expired', 'Its time was over'), ('unfinished', 'It was never finished'), ('school', 'The school does not use it any more')], max_length=10),
        ),
        migrations.CreateModel(
            name='GoldVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('gold', models.JSONField()),
                ('reasons', models.TextField(blank=True)),
                ('agreed_by', models.CharField(max_length=200)),
                ('why', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='exams.goldcase')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'ordering': ['case', 'number'],
                'constraints': [models.UniqueConstraint(fields=('school', 'case', 'number'), name='exams_gold_version_number')],
            },
        ),
        migrations.AddField(
            model_name='goldtry',
            name='agreed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tries', to='exams.goldversion'),
        ),
        migrations.CreateModel(
            name='GoldConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('file', 'The client’s own answer in their file here'), ('statement', 'A statement that the client has signed'), ('own', 'Said here by themselves')], max_length=9)),
                ('signed_on', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('key_id', models.CharField(blank=True, max_length=80)),
                ('content_type', models.CharField(blank=True, max_length=80)),
                ('suffix', models.CharField(blank=True, max_length=8)),
                ('size_bytes', models.PositiveBigIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended', models.CharField(blank=True, choices=[('withdrawn', 'The client took it back'), ('replaced', 'Replaced by another'), ('over', 'Its time is over'), ('done', 'Not needed any more')], max_length=9)),
                ('who', models.CharField(choices=[('client', 'The client'), ('practitioner', 'Who worked with them'), ('other', 'Somebody else in it')], max_length=12)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='exams.goldcase')),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.client')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None), ('who__in', ('client', 'practitioner'))), fields=('school', 'case', 'who'), name='exams_gold_consent_once')],
            },
        ),
        migrations.CreateModel(
            name='GoldRecording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key_id', models.CharField(max_length=80)),
                ('size_bytes', models.PositiveBigIntegerField()),
                ('mark', models.CharField(max_length=64)),
                ('content_type', models.CharField(blank=True, max_length=40)),
                ('begun_at', models.DateTimeField()),
                ('ready_at', models.DateTimeField(null=True)),
                ('expires_on', models.DateField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('removed', models.CharField(blank=True, choices=[('candidate', 'The candidate took it back'), ('replaced', 'Another one was sent'), ('consent', 'The client’s consent ended'), ('expired', 'Its time was over'), ('unfinished', 'It was never finished'), ('school', 'The school does not use it any more')], max_length=10)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recordings', to='exams.goldcase')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('school', 'case'), name='exams_one_gold_recording')],
            },
        ),
        migrations.RunPython(first_versions, migrations.RunPython.noop),
    ]
