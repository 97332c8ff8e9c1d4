import django.db.models.deletion
from django.db import migrations, models

TABLES = ("articles_passage_births", "articles_passage_deaths")


def make_indexes(apps, schema_editor):
    """Keys and words: a virtual table of SQLite that keeps no texts, or a table with a GIN index.

    The words come folded and parted by blanks; SQLite's `ascii` takes all that is not ASCII for letters.
    """
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"CREATE TABLE {table} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)")
            schema_editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (words)")
        else:
            options = "words, content='', columnsize=0, tokenize='ascii'"
            schema_editor.execute(f"CREATE VIRTUAL TABLE {table} USING fts5({options})")


def drop_indexes(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(f"DROP TABLE {table}")


def tell_articles_again(apps, schema_editor):
    """Little by little, and by the next check of each, what is kept already is indexed; `manage.py index` is faster."""
    apps.get_model("articles", "Source").objects.update(retell_after=-1)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_polling"),
    ]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("headline", "Headline"),
                            ("heading", "Heading"),
                            ("paragraph", "Paragraph"),
                            ("quote", "Quote"),
                            ("list_item", "List Item"),
                            ("caption", "Caption"),
                        ],
                        max_length=9,
                    ),
                ),
                ("text", models.TextField()),
                (
                    "added",
                    models.BooleanField(help_text="came by a change; else it stood in the first text"),
                ),
                (
                    "born",
                    models.PositiveIntegerField(help_text="0, or the number of the change that brought it"),
                ),
                ("born_version", models.PositiveIntegerField()),
                ("born_at", models.DateTimeField()),
                (
                    "died",
                    models.PositiveIntegerField(
                        help_text="the number of the change that took it out", null=True
                    ),
                ),
                (
                    "died_version",
                    models.PositiveIntegerField(help_text="the first that lacks it", null=True),
                ),
                ("died_at", models.DateTimeField(null=True)),
                ("came_back", models.BooleanField(default=False)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="articles.article",
                    ),
                ),
            ],
        ),
        migrations.RunPython(make_indexes, drop_indexes),
        migrations.RunPython(tell_articles_again, migrations.RunPython.noop),
    ]
