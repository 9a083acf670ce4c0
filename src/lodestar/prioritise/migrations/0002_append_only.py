"""The databases themselves refuse to rewrite these rows."""

from django.db import migrations

from lodestar.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("prioritise", "0001_initial")]

    operations = [
        AppendOnly("prioritise_estimate", may_delete=True),
        AppendOnly("prioritise_fundingdecision", may_delete=True),
        AppendOnly("prioritise_fundedintervention", may_delete=True),
    ]
