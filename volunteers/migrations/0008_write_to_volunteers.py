import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_fold_names"),
        ("projects", "0009_log_items_and_questions"),
        ("volunteers", "0007_end_blocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OrganizerMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('message', 'Message'), ('call', 'Call for helpers')], default='message', max_length=8, verbose_name='kind')),
                ('subject', models.CharField(blank=True, max_length=120, verbose_name='subject')),
                ('subject_kk', models.CharField(blank=True, max_length=120, null=True, verbose_name='subject')),
                ('subject_ru', models.CharField(blank=True, max_length=120, null=True, verbose_name='subject')),
                ('subject_en', models.CharField(blank=True, max_length=120, null=True, verbose_name='subject')),
                ('body', models.TextField(blank=True, max_length=4000, verbose_name='text')),
                ('body_kk', models.TextField(blank=True, max_length=4000, null=True, verbose_name='text')),
                ('body_ru', models.TextField(blank=True, max_length=4000, null=True, verbose_name='text')),
                ('body_en', models.TextField(blank=True, max_length=4000, null=True, verbose_name='text')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sent at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization', verbose_name='organization')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project', verbose_name='project')),
                ('shift', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.shift', verbose_name='shift')),
            ],
            options={
                'verbose_name': 'message to volunteers',
                'verbose_name_plural': 'messages to volunteers',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='MessageReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signup', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteers.signup')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteers.volunteer')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='volunteers.organizermessage')),
            ],
        ),
        migrations.CreateModel(
            name='OrganizationMute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mutes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'muted organization',
                'verbose_name_plural': 'muted organizations',
                'constraints': [models.UniqueConstraint(fields=('user', 'organization'), name='volunteers_mute_once')],
            },
        ),
        migrations.AddIndex(
            model_name='organizermessage',
            index=models.Index(fields=['organization', '-id'], name='volunteers_messages'),
        ),
        migrations.AddConstraint(
            model_name='organizermessage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['message', 'call'])), name='volunteers_message_kind'),
        ),
        migrations.AddConstraint(
            model_name='organizermessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'call'), _negated=True), ('shift__isnull', False), _connector='OR'), name='volunteers_call_has_a_shift'),
        ),
        migrations.AddConstraint(
            model_name='messagereader',
            constraint=models.UniqueConstraint(fields=('message', 'volunteer'), name='volunteers_reads_once'),
        ),
    ]
