"""The databases themselves refuse to rewrite these rows."""

from django.db import migrations

from lodestar.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("pay", "0001_initial")]

    operations = [
        AppendOnly("pay_claim", may_delete=True),
        AppendOnly("pay_paymentline", may_delete=True),
        AppendOnly("pay_reversal", may_delete=True),
    ]
