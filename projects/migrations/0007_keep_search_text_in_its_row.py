from django.db import migrations


class Migration(migrations.Migration):
    """Descriptions move out of a long row first: to look at the text of a thousand rows is then half the reading."""

    dependencies = [("projects", "0006_search_running_projects_only")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE projects_project ALTER COLUMN search_text SET STORAGE MAIN",
            "ALTER TABLE projects_project ALTER COLUMN search_text SET STORAGE EXTENDED",
        ),
    ]
