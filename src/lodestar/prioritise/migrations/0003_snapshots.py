"""Snapshots of an exercise, and what one year carries on from another."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lodestar.common.clock
import lodestar.common.ids
from lodestar.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("prioritise", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="estimate",
            name="carries",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_on",
                to="prioritise.estimate",
                verbose_name="carried forward from",
            ),
        ),
        migrations.AddField(
            model_name="intervention",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="prioritise.intervention",
                verbose_name="carried forward from",
            ),
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    lodestar.common.ids.PublicIdField(default=lodestar.common.ids.new_id, editable=False, max_length=12, unique=True),
                ),
                ("recorded_at", models.DateTimeField(default=lodestar.common.clock.now, editable=False, verbose_name="recorded at")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("state", models.JSONField(verbose_name="how it stood")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "decision",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshot",
                        to="prioritise.fundingdecision",
                        verbose_name="taken at the decision",
                    ),
                ),
                (
                    "owner_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.organisation", verbose_name="belongs to"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="prioritise.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken by",
                    ),
                ),
            ],
            options={
                "verbose_name": "snapshot",
                "verbose_name_plural": "snapshots",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "name"),
                        name="one_snapshot_a_name",
                        violation_error_message="The programme has a snapshot of that name already",
                    )
                ],
            },
        ),
        AppendOnly("prioritise_snapshot", may_delete=True),
    ]
