import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_index_names"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='user',
            name='accounts_first_names',
        ),
        migrations.RemoveIndex(
            model_name='user',
            name='accounts_last_names',
        ),
        migrations.AddField(
            model_name='user',
            name='search_text',
            field=models.TextField(blank=True, default='', editable=False),
        ),
        migrations.AddIndex(
            model_name='user',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_text'], name='accounts_names', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('phone', ''), _negated=True), fields=['phone'], name='accounts_phones'),
        ),
    ]
