from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0011_points_of_a_rule_have_a_most"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="activity", name="activity_series"),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["series", "starts_at", "review", "status", "is_public"], name="activity_series"
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["review", "published_at"], name="activity_announced"),
        ),
    ]
