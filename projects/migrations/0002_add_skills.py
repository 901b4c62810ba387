from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_create_projects_and_shifts")]

    operations = [
        migrations.CreateModel(
            name="Skill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="address")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_kk", models.CharField(max_length=60, null=True, verbose_name="name")),
                ("name_ru", models.CharField(max_length=60, null=True, verbose_name="name")),
                ("name_en", models.CharField(max_length=60, null=True, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
            ],
            options={"verbose_name": "skill", "verbose_name_plural": "skills", "ordering": ["position", "pk"]},
        ),
        migrations.AddField(
            model_name="project",
            name="skills",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="projects.skill", verbose_name="useful skills"
            ),
        ),
    ]
