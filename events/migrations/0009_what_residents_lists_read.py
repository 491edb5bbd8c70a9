from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0008_signups_by_day"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["review", "starts_at", "status", "is_public"], name="activity_shown"),
        ),
    ]
