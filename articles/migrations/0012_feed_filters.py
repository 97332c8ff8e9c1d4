import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_sites"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedCopy",
            fields=[
                (
                    "feed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="copy",
                        serialize=False,
                        to="articles.feed",
                    ),
                ),
                ("fetched_at", models.DateTimeField()),
                ("url", models.TextField(help_text="the address that answered")),
                ("content_type", models.CharField(blank=True, max_length=200)),
                ("packed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Preview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("made_at", models.DateTimeField(db_index=True)),
                ("made_by", models.CharField(blank=True, max_length=150)),
                ("wanted", models.CharField(help_text="the address that was to be looked at", max_length=2000)),
                ("seen", models.JSONField(default=dict)),
                (
                    "feed_url",
                    models.TextField(blank=True, help_text="the feed's address; empty where none was found"),
                ),
                ("answer", models.JSONField(default=dict, help_text="what the feed answered, all but its body")),
                ("packed", models.BinaryField(default=b"")),
            ],
        ),
        migrations.AddField(
            model_name="feed",
            name="filters",
            field=models.JSONField(
                blank=True, default=dict, editable=False, help_text="which of its entries become articles"
            ),
        ),
        migrations.AddField(
            model_name="reextraction",
            name="by_workers",
            field=models.BooleanField(
                default=False, help_text="asked for at the desk, done little by little by the workers"
            ),
        ),
    ]
