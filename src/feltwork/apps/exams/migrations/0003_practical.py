"""Recordings, ratings, raters."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exams", "0002_sittings")]

    operations = []
