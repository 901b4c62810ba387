import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_fold_names"),
        ("volunteers", "0006_keep_the_book"),
    ]

    operations = [
        migrations.AddField(
            model_name='organizationblock',
            name='until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='until'),
        ),
        migrations.AlterField(
            model_name='organizationblock',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='organizations.organization', verbose_name='organization'),
        ),
        migrations.AlterField(
            model_name='organizationblock',
            name='volunteer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='volunteers.volunteer', verbose_name='volunteer'),
        ),
    ]
