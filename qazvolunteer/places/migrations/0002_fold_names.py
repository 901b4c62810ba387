import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

OTHER_NAMES = models.CharField(
    blank=True,
    default="",
    help_text="Separated by commas. The search finds the place under them; they are not shown.",
    max_length=300,
    verbose_name="old and other names",
)


def additions(model):
    """Other names, the folded text of all names, and its index."""
    return [
        migrations.AddField(model, "other_names", OTHER_NAMES.clone()),
        migrations.AddField(model, "search_text", models.TextField(blank=True, default="", editable=False)),
        migrations.AddIndex(
            model,
            django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name=f"places_{model}_search", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("places", "0001_create_places")]

    operations = [TrigramExtension(), *additions("region"), *additions("district"), *additions("town")]
