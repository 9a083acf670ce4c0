"""The databases themselves refuse to rewrite these rows."""

from django.db import migrations

from lodestar.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("contract", "0001_initial")]

    operations = [
        AppendOnly("contract_signature"),
    ]
