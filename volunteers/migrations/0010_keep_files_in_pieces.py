import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0009_export_signups")]

    operations = [
        migrations.CreateModel(
            name="ExportPiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="volunteers.exportfile",
                    ),
                ),
            ],
            options={"ordering": ["file", "number"]},
        ),
        migrations.AddConstraint(
            model_name="exportpiece",
            constraint=models.UniqueConstraint(fields=["file", "number"], name="volunteers_export_piece_once"),
        ),
        migrations.RunSQL(
            """
            INSERT INTO volunteers_exportpiece (file_id, number, content)
                SELECT id, 0, content FROM volunteers_exportfile WHERE content IS NOT NULL
            """,
            "UPDATE volunteers_exportfile SET expires_at = now() WHERE expires_at > now()",
        ),
        migrations.RemoveIndex(model_name="exportfile", name="volunteers_exports_end"),
        migrations.RemoveField(model_name="exportfile", name="content"),
    ]
