from django.db import migrations, models
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Cast

BITS = (
    (1, Q(told__contains='"headline"')),
    (2, Q(told__contains='"number"')),
    (4, Q(told__contains='"quotation"')),
    (8, Q(told__contains='"name"')),
    (16, Q(told__contains='"negation"')),
    (32, Q(told__contains='"hedge"')),
    (64, Q(told__contains='"correction note"') | Q(told__contains='"note changed"')),
    (128, Q(silent=True)),
)


def fill(apps, schema_editor):
    """One statement: the kinds stand in each row already, as a list of names."""
    bits = Value(0)
    for bit, told in BITS:
        bits = bits + Case(When(told, then=Value(bit)), default=Value(0))
    changes = apps.get_model("articles", "Change").objects.annotate(told=Cast(F("kinds"), TextField()))
    changes.exclude(kinds=[], silent=False).update(kind_bits=bits)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0009_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="change",
            name="kind_bits",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="kinds and silence that lists ask for"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="change", name="change_latest"),
        migrations.RemoveIndex(model_name="change", name="change_by_source"),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                fields=["-not_after", "-id", "source", "score", "kind_bits", "hidden"], name="change_latest"
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                fields=["source", "-not_after", "-id", "score", "kind_bits", "hidden"],
                name="change_by_source",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(condition=models.Q(hidden=True), fields=["-not_after"], name="change_hidden"),
        ),
    ]
