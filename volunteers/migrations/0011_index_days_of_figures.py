
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0002_fold_names'),
        ('projects', '0010_plan_shifts_and_outcomes'),
        ('volunteers', '0010_keep_files_in_pieces'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='hoursentry',
            index=models.Index(fields=['day'], name='volunteers_hours_of_day'),
        ),
        migrations.AddIndex(
            model_name='volunteer',
            index=models.Index(fields=['created_at'], name='volunteers_registered_at'),
        ),
    ]
