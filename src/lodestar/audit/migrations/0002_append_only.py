"""The databases themselves refuse to rewrite these rows."""

from django.db import migrations

from lodestar.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        AppendOnly("audit_event"),
        AppendOnly("audit_seal"),
    ]
