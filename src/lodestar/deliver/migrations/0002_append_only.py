"""The databases themselves refuse to rewrite these rows."""

from django.db import migrations

from lodestar.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("deliver", "0001_initial")]

    operations = [
        AppendOnly("deliver_reading", may_delete=True),
        AppendOnly("deliver_areascore", may_delete=True),
        AppendOnly("deliver_evidence", may_delete=True),
        AppendOnly("deliver_verification", may_delete=True),
        AppendOnly("deliver_return", may_delete=True),
        AppendOnly("deliver_returnverification", may_delete=True),
    ]
