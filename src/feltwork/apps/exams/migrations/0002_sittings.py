"""Attempts, answers, marks."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_bank")]

    operations = []
