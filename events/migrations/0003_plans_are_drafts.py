"""Before there was a review, an activity's own state alone said that it was a draft."""

from django.db import migrations


def plans_are_drafts(apps, schema_editor):
    activities = apps.get_model("events", "Activity").objects
    activities.filter(status="draft", review="published").update(review="draft")


class Migration(migrations.Migration):
    dependencies = [("events", "0002_review")]

    operations = [migrations.RunPython(plans_are_drafts, migrations.RunPython.noop)]
