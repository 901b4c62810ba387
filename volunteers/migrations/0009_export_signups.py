import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0009_log_items_and_questions"),
        ("volunteers", "0008_write_to_volunteers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('xlsx', 'Excel (XLSX)'), ('csv', 'CSV')], max_length=4, verbose_name='format')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('content', models.BinaryField(null=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked at')),
                ('made_at', models.DateTimeField(null=True, verbose_name='made at')),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
                ('shift', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.shift')),
            ],
            options={
                'verbose_name': 'file with sign-ups',
                'verbose_name_plural': 'files with sign-ups',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['owner', '-id'], name='volunteers_own_exports'), models.Index(condition=models.Q(('content__isnull', False)), fields=['expires_at'], name='volunteers_exports_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('format__in', ['xlsx', 'csv'])), name='volunteers_export_format')],
            },
        ),
    ]
