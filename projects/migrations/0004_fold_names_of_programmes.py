from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_log_catalogue_changes")]

    operations = [
        migrations.AddField("programme", "search_text", models.TextField(blank=True, default="", editable=False)),
    ]
