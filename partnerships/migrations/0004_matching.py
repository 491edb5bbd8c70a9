from django.db import migrations, models


class Migration(migrations.Migration):
    """Proposals look through thousands of titles: an index that holds all that they ask for."""

    dependencies = [
        ("partnerships", "0003_closed_loop"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="listitem",
            index=models.Index(
                fields=[
                    "kind",
                    "published_on",
                    "withdrawn_on",
                    "is_public",
                    "review",
                    "available_from",
                    "available_until",
                    "organization",
                    "category",
                    "unit",
                    "title",
                ],
                name="item_matching",
            ),
        ),
    ]
