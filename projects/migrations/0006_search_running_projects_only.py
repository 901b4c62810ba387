import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0005_create_search_words")]

    operations = [
        migrations.RemoveIndex("project", "projects_search"),
        migrations.AddIndex(
            "project",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("published_at__isnull", False), ("state", "approved")),
                fields=["search_text"],
                name="projects_search",
                opclasses=["gin_trgm_ops"],
            ),
        ),
    ]
