from django.db import migrations, models

from articles.discovery import site_of


def read_again(apps, schema_editor):
    """What stands before a site's name on phones is no part of it any more."""
    for source in apps.get_model("articles", "Source").objects.only("home_url", "site"):
        source.site = site_of(source.home_url)
        source.save(update_fields=["site"])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_kinds_of_changes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sourceday",
            name="confirmations",
            field=models.PositiveIntegerField(
                default=0, help_text="to look again at a text that is held, or a page that is gone"
            ),
        ),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
