import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0006_rereading'),
    ]

    operations = [
        migrations.AddField(
            model_name='furnituresign',
            name='released_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='furnituresign',
            name='released_by',
            field=models.CharField(blank=True, editable=False, max_length=150),
        ),
        migrations.AlterField(
            model_name='furnituresign',
            name='source',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.source'),
        ),
        migrations.AlterField(
            model_name='sitefurniture',
            name='source',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.source'),
        ),
    ]
