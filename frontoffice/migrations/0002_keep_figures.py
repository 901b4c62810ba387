
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('frontoffice', '0001_create_offices'),
        ('organizations', '0005_connect_networks'),
        ('places', '0002_fold_names'),
        ('projects', '0010_plan_shifts_and_outcomes'),
        ('volunteers', '0009_export_signups'),
    ]

    operations = [
        migrations.CreateModel(
            name='FiguresChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'day to count anew',
                'verbose_name_plural': 'days to count anew',
            },
        ),
        migrations.CreateModel(
            name='FiguresDrift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='found at')),
                ('day', models.DateField(verbose_name='day')),
                ('cells', models.IntegerField(verbose_name='cells')),
                ('kept', models.JSONField(default=dict, verbose_name='kept')),
                ('counted', models.JSONField(default=dict, verbose_name='counted')),
            ],
            options={
                'verbose_name': 'difference between figures and records',
                'verbose_name_plural': 'differences between figures and records',
                'ordering': ['-found_at', 'day'],
            },
        ),
        migrations.CreateModel(
            name='FiguresState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('refreshed_at', models.DateTimeField()),
                ('through', models.DateField()),
            ],
            options={
                'verbose_name': 'state of the figures',
                'verbose_name_plural': 'state of the figures',
            },
        ),
        migrations.CreateModel(
            name='ActiveCounts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('previous_month', models.DateField(null=True)),
                ('people', models.IntegerField()),
                ('last_first_day', models.DateField()),
                ('region', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='places.region')),
            ],
            options={
                'verbose_name': 'number of active people',
                'verbose_name_plural': 'numbers of active people',
                'constraints': [models.UniqueConstraint(fields=('month', 'region', 'previous_month'), name='frontoffice_active_counts_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='ActiveMonth',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'region_id', 'month', blank=True, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('first_day', models.DateField()),
                ('previous_month', models.DateField(null=True)),
                ('previous_anywhere', models.DateField(null=True)),
                ('leads', models.BooleanField()),
                ('region', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='places.region')),
                ('volunteer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='volunteers.volunteer')),
            ],
            options={
                'verbose_name': 'active month of a person',
                'verbose_name_plural': 'active months of people',
                'indexes': [models.Index(fields=['first_day', 'region'], name='frontoffice_active_since')],
            },
        ),
        migrations.CreateModel(
            name='DayFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shifts', models.IntegerField(default=0)),
                ('cancelled_shifts', models.IntegerField(default=0)),
                ('seats', models.IntegerField(default=0)),
                ('taken', models.IntegerField(default=0)),
                ('came', models.IntegerField(default=0)),
                ('missed', models.IntegerField(default=0)),
                ('excused', models.IntegerField(default=0)),
                ('minutes', models.IntegerField(default=0)),
                ('minutes_scanned', models.IntegerField(default=0)),
                ('minutes_witnessed', models.IntegerField(default=0)),
                ('minutes_told', models.IntegerField(default=0)),
                ('minutes_imported', models.IntegerField(default=0)),
                ('minutes_open', models.IntegerField(default=0)),
                ('entries', models.IntegerField(default=0)),
                ('entries_open', models.IntegerField(default=0)),
                ('new_projects', models.IntegerField(default=0)),
                ('new_organizations', models.IntegerField(default=0)),
                ('new_volunteers', models.IntegerField(default=0)),
                ('day', models.DateField()),
                ('district', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='places.district')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organizations.organization')),
                ('programme', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.programme')),
                ('region', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='places.region')),
            ],
            options={
                'verbose_name': 'figures of a day',
                'verbose_name_plural': 'figures of days',
                'indexes': [models.Index(fields=['region', 'day'], name='frontoffice_days_of_region'), models.Index(fields=['organization', 'day'], name='frontoffice_days_of_organizer')],
                'constraints': [models.UniqueConstraint(fields=('day', 'region', 'district', 'programme', 'organization'), name='frontoffice_day_figures_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='MonthFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shifts', models.IntegerField(default=0)),
                ('cancelled_shifts', models.IntegerField(default=0)),
                ('seats', models.IntegerField(default=0)),
                ('taken', models.IntegerField(default=0)),
                ('came', models.IntegerField(default=0)),
                ('missed', models.IntegerField(default=0)),
                ('excused', models.IntegerField(default=0)),
                ('minutes', models.IntegerField(default=0)),
                ('minutes_scanned', models.IntegerField(default=0)),
                ('minutes_witnessed', models.IntegerField(default=0)),
                ('minutes_told', models.IntegerField(default=0)),
                ('minutes_imported', models.IntegerField(default=0)),
                ('minutes_open', models.IntegerField(default=0)),
                ('entries', models.IntegerField(default=0)),
                ('entries_open', models.IntegerField(default=0)),
                ('new_projects', models.IntegerField(default=0)),
                ('new_organizations', models.IntegerField(default=0)),
                ('new_volunteers', models.IntegerField(default=0)),
                ('grain', models.CharField(choices=[('country', 'Country'), ('region', 'Region'), ('programme', 'Programme'), ('region_programme', 'Region Programme'), ('district', 'District'), ('organization', 'Organization')], max_length=16)),
                ('month', models.DateField()),
                ('district', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='places.district')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organizations.organization')),
                ('programme', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.programme')),
                ('region', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='places.region')),
            ],
            options={
                'verbose_name': 'figures of a month',
                'verbose_name_plural': 'figures of months',
                'indexes': [models.Index(fields=['grain', 'region', 'month'], name='frontoffice_months_of_region'), models.Index(condition=models.Q(('grain', 'organization')), fields=['organization', 'month'], name='frontoffice_months_of_org')],
                'constraints': [models.UniqueConstraint(fields=('grain', 'month', 'region', 'district', 'programme', 'organization'), name='frontoffice_month_figures_once', nulls_distinct=False)],
            },
        ),
    ]
