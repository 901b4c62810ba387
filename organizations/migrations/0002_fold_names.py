import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0001_create_organizations"),
        ("places", "0002_fold_names"),
    ]

    operations = [
        migrations.AddField("organization", "search_text", models.TextField(blank=True, default="", editable=False)),
        migrations.AddIndex(
            "organization",
            django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="organizations_search", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
