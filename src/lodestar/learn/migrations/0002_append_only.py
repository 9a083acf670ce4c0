"""The databases themselves refuse to rewrite these rows."""

from django.db import migrations

from lodestar.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("learn", "0001_initial")]

    operations = [
        AppendOnly("learn_learningentry", may_delete=True),
        AppendOnly("learn_targetresult", may_delete=True),
    ]
