"""What waits of examinations stands on the worklist."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0004_certificates_may_end"),
    ]

    operations = [
        migrations.AlterField(
            model_name="workitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("application", "Application"),
                    ("evidence", "Evidence to judge"),
                    ("judgement", "Needs judgement"),
                    ("exception", "Exception asked for"),
                    ("transfer", "Transfer"),
                    ("ready", "Ready for the certificate"),
                    ("second", "Waits for a second person"),
                    ("report", "Reported"),
                    ("review", "Questions to read"),
                    ("marking", "Answers to mark"),
                    ("third", "Waits for a third person"),
                    ("result", "Result to decide"),
                    ("appeal", "Appeal about an examination"),
                ],
                max_length=12,
            ),
        ),
    ]
