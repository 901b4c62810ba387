import django.db.models.deletion
import django.utils.timezone
import qazvolunteer.core.secret_codes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0009_log_items_and_questions'),
        ('volunteers', '0003_save_searches'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('expected', 'Expected'), ('came', 'Came'), ('missed', 'Missed'), ('excused', 'Excused'), ('looking', 'Looking for a stand-in')], default='expected', max_length=10, verbose_name='attendance')),
                ('arrived_at', models.DateTimeField(blank=True, null=True, verbose_name='came at')),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='left at')),
                ('source', models.CharField(blank=True, choices=[('scanned', 'Pass scanned'), ('code', 'Code typed in'), ('name', 'Chosen from the list'), ('poster', 'Poster at the place'), ('walk_in', 'Came without signing up')], max_length=8, verbose_name='how it is known')),
                ('signup', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='volunteers.signup', verbose_name='sign-up')),
                ('witness', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='marked by')),
            ],
            options={
                'verbose_name': 'attendance',
                'verbose_name_plural': 'attendance',
                'ordering': ['-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['expected', 'came', 'missed', 'excused', 'looking'])), name='volunteers_attendance_state'),
                    models.CheckConstraint(condition=models.Q(('source__in', ['', 'scanned', 'code', 'name', 'poster', 'walk_in'])), name='volunteers_attendance_source'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'came'), _negated=True), ('arrived_at__isnull', False), _connector='OR'), name='volunteers_came_at_a_time'),
                    models.CheckConstraint(condition=models.Q(('left_at', None), ('left_at__gte', models.F('arrived_at')), _connector='OR'), name='volunteers_left_after_coming'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AttendanceTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(max_length=32, verbose_name='action')),
                ('from_state', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('to_state', models.CharField(max_length=20, verbose_name='to')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='volunteers.attendance')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.UUIDField(unique=True)),
                ('kind', models.CharField(choices=[('in', 'Check-in'), ('out', 'Check-out'), ('undo', 'Undo')], max_length=4)),
                ('source', models.CharField(choices=[('scanned', 'Pass scanned'), ('code', 'Code typed in'), ('name', 'Chosen from the list'), ('poster', 'Poster at the place'), ('walk_in', 'Came without signing up')], max_length=8)),
                ('client_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('accepted', models.BooleanField(default=False)),
                ('verdict', models.CharField(max_length=24)),
                ('reason', models.TextField(blank=True)),
                ('given', models.CharField(blank=True, max_length=32)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='projects.shift')),
                ('signup', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='volunteers.signup')),
            ],
            options={
                'verbose_name': 'scan',
                'verbose_name_plural': 'scans',
                'ordering': ['client_at', 'client_id'],
                'indexes': [models.Index(fields=['shift', 'received_at'], name='volunteers_scans_of_shift'), models.Index(fields=['by', 'received_at'], name='volunteers_scans_by')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['in', 'out', 'undo'])), name='volunteers_scan_kind'),
                    models.CheckConstraint(condition=models.Q(('source__in', ['scanned', 'code', 'name', 'poster', 'walk_in'])), name='volunteers_scan_source'),
                    models.CheckConstraint(condition=models.Q(('accepted', False), ('signup__isnull', False), _connector='OR'), name='volunteers_accepted_scan_is_of_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ShiftLeader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('named_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signup', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='leadership', to='volunteers.signup')),
            ],
            options={
                'verbose_name': 'shift leader',
                'verbose_name_plural': 'shift leaders',
            },
        ),
        migrations.CreateModel(
            name='PosterRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.CharField(default=qazvolunteer.core.secret_codes.new_secret, editable=False, max_length=32)),
                ('allowed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('allowed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='poster_rule', to='projects.project')),
            ],
            options={
                'verbose_name': 'poster code',
                'verbose_name_plural': 'poster codes',
            },
        ),
    ]
