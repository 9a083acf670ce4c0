import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lodestar.common.clock
import lodestar.common.ids
from lodestar.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("prioritise", "0003_snapshots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AreaScale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    lodestar.common.ids.PublicIdField(default=lodestar.common.ids.new_id, editable=False, max_length=12, unique=True),
                ),
                ("recorded_at", models.DateTimeField(default=lodestar.common.clock.now, editable=False, verbose_name="recorded at")),
                ("best_does", models.DecimalField(decimal_places=8, max_digits=32, verbose_name="people × benefit of the best")),
                (
                    "score",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=6,
                        validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                        verbose_name="beside the best of all",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scales",
                        to="prioritise.priorityarea",
                        verbose_name="priority area",
                    ),
                ),
                (
                    "best",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prioritise.intervention",
                        verbose_name="best of the area",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="judged by",
                    ),
                ),
                (
                    "owner_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.organisation", verbose_name="belongs to"
                    ),
                ),
            ],
            options={
                "verbose_name": "area scale",
                "verbose_name_plural": "area scales",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__gt", 0), ("score__lte", 100)),
                        name="an_area_scale_is_above_0_to_100",
                        violation_error_message="The best of an area lies above 0 and at most at 100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("best_does__gt", 0)),
                        name="the_best_of_an_area_does_something",
                        violation_error_message="The best of an area must do some good",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FairnessProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    lodestar.common.ids.PublicIdField(default=lodestar.common.ids.new_id, editable=False, max_length=12, unique=True),
                ),
                ("recorded_at", models.DateTimeField(default=lodestar.common.clock.now, editable=False, verbose_name="recorded at")),
                (
                    "score",
                    models.SmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(-100), django.core.validators.MaxValueValidator(100)],
                        verbose_name="fairness score",
                    ),
                ),
                ("score_reason", models.TextField(blank=True, verbose_name="reason for the score")),
                ("people_1", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="people of the most deprived fifth")),
                ("people_2", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="people of the second fifth")),
                ("people_3", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="people of the third fifth")),
                ("people_4", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="people of the fourth fifth")),
                ("people_5", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="people of the least deprived fifth")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("source_date", models.DateField(blank=True, null=True, verbose_name="date of the source")),
                ("reason", models.TextField(blank=True, verbose_name="reason for the change")),
                (
                    "intervention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fairness_profiles",
                        to="prioritise.intervention",
                        verbose_name="intervention",
                    ),
                ),
                (
                    "owner_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.organisation", verbose_name="belongs to"
                    ),
                ),
                (
                    "supplied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="supplied by",
                    ),
                ),
            ],
            options={
                "verbose_name": "fairness profile",
                "verbose_name_plural": "fairness profiles",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__isnull", True), ("score__range", (-100, 100)), _connector="OR"),
                        name="a_fairness_score_is_at_most_100",
                        violation_error_message="A fairness score lies between -100 and 100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("people_1__isnull", True),
                                ("people_2__isnull", True),
                                ("people_3__isnull", True),
                                ("people_4__isnull", True),
                                ("people_5__isnull", True),
                            ),
                            models.Q(
                                ("people_1__isnull", False),
                                ("people_2__isnull", False),
                                ("people_3__isnull", False),
                                ("people_4__isnull", False),
                                ("people_5__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="people_of_all_fifths_or_none",
                        violation_error_message="Give the people of all five fifths, or of none",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HealthProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    lodestar.common.ids.PublicIdField(default=lodestar.common.ids.new_id, editable=False, max_length=12, unique=True),
                ),
                ("recorded_at", models.DateTimeField(default=lodestar.common.clock.now, editable=False, verbose_name="recorded at")),
                ("health_1", models.DecimalField(decimal_places=3, max_digits=9, verbose_name="health of the most deprived fifth")),
                ("health_2", models.DecimalField(decimal_places=3, max_digits=9, verbose_name="health of the second fifth")),
                ("health_3", models.DecimalField(decimal_places=3, max_digits=9, verbose_name="health of the third fifth")),
                ("health_4", models.DecimalField(decimal_places=3, max_digits=9, verbose_name="health of the fourth fifth")),
                ("health_5", models.DecimalField(decimal_places=3, max_digits=9, verbose_name="health of the least deprived fifth")),
                (
                    "share_1",
                    models.DecimalField(
                        decimal_places=4, default="0.2", max_digits=5, verbose_name="share of people in the most deprived fifth"
                    ),
                ),
                (
                    "share_2",
                    models.DecimalField(decimal_places=4, default="0.2", max_digits=5, verbose_name="share of people in the second fifth"),
                ),
                (
                    "share_3",
                    models.DecimalField(decimal_places=4, default="0.2", max_digits=5, verbose_name="share of people in the third fifth"),
                ),
                (
                    "share_4",
                    models.DecimalField(decimal_places=4, default="0.2", max_digits=5, verbose_name="share of people in the fourth fifth"),
                ),
                (
                    "share_5",
                    models.DecimalField(
                        decimal_places=4, default="0.2", max_digits=5, verbose_name="share of people in the least deprived fifth"
                    ),
                ),
                ("unit", models.CharField(max_length=80, verbose_name="unit of health")),
                ("eta", models.DecimalField(decimal_places=2, default=1, max_digits=5, verbose_name="how strongly the gap is minded")),
                (
                    "score_weight",
                    models.DecimalField(decimal_places=3, default="0.2", max_digits=4, verbose_name="weight of the fairness score"),
                ),
                ("population", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="people in all")),
                (
                    "health_per_benefit",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=12, null=True, verbose_name="health in one unit of benefit"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("source_date", models.DateField(blank=True, null=True, verbose_name="date of the source")),
                ("reason", models.TextField(blank=True, verbose_name="reason for the change")),
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
                        related_name="health_profiles",
                        to="prioritise.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "supplied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="supplied by",
                    ),
                ),
            ],
            options={
                "verbose_name": "health profile",
                "verbose_name_plural": "health profiles",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("health_1__gt", 0), ("health_2__gt", 0), ("health_3__gt", 0), ("health_4__gt", 0), ("health_5__gt", 0)
                        ),
                        name="health_is_above_nothing",
                        violation_error_message="Health must be above 0 in every fifth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share_1__gt", 0), ("share_2__gt", 0), ("share_3__gt", 0), ("share_4__gt", 0), ("share_5__gt", 0)
                        ),
                        name="every_fifth_has_people",
                        violation_error_message="Every fifth needs a share above 0",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("eta__range", (0, 100))),
                        name="eta_is_not_negative",
                        violation_error_message="The strength lies between 0 and 100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score_weight__range", (0, 1))),
                        name="the_weight_of_a_score_is_a_share",
                        violation_error_message="The weight lies between 0 and 1",
                    ),
                ],
            },
        ),
        AppendOnly("prioritise_fairnessprofile", may_delete=True),
        AppendOnly("prioritise_healthprofile", may_delete=True),
        AppendOnly("prioritise_areascale", may_delete=True),
    ]
