"""The databases themselves refuse to rewrite these rows."""

from django.db import migrations

from lodestar.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("procure", "0001_initial")]

    operations = [
        AppendOnly("procure_openingkey"),
        AppendOnly("procure_award", may_delete=True),
    ]
