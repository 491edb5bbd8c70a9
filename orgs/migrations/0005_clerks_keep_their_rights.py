"""Before there were roles, whoever was tied to a branch could change and publish everything in it."""

from django.db import migrations


def keep_their_rights(apps, schema_editor):
    apps.get_model("orgs", "Assignment").objects.update(role="review")


class Migration(migrations.Migration):
    dependencies = [("orgs", "0004_roles_review_audit_and_bin")]

    operations = [migrations.RunPython(keep_their_rights, migrations.RunPython.noop)]
