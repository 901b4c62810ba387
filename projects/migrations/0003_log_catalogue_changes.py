from django.db import migrations, models
from django.db.models.functions import Now

# Each function writes the projects whose place in the catalogue may have changed, with the id of the transaction.
FUNCTIONS = """
CREATE FUNCTION projects_log_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO projects_cataloguechange (xact, project_id)
    VALUES (pg_current_xact_id()::text::bigint, CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END);
    RETURN NULL;
END $$;
CREATE FUNCTION projects_log_child() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO projects_cataloguechange (xact, project_id)
    SELECT pg_current_xact_id()::text::bigint, changed.id
    FROM unnest(ARRAY[
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.project_id END,
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.project_id END
    ]) AS changed (id)
    WHERE changed.id IS NOT NULL
    GROUP BY changed.id;
    RETURN NULL;
END $$;
CREATE FUNCTION projects_log_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO projects_cataloguechange (xact, project_id)
    SELECT pg_current_xact_id()::text::bigint, p.id FROM projects_project p WHERE p.organization_id = NEW.id;
    RETURN NULL;
END $$;
CREATE FUNCTION projects_log_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO projects_cataloguechange (xact, project_id) VALUES (pg_current_xact_id()::text::bigint, NULL);
    RETURN NULL;
END $$;
"""
# What is shown or searched for; a counter that neither fills nor frees a shift changes nothing.
TRIGGERS = """
CREATE TRIGGER projects_log_born AFTER INSERT OR DELETE ON projects_project
    FOR EACH ROW EXECUTE FUNCTION projects_log_project();
CREATE TRIGGER projects_log_changed AFTER UPDATE ON projects_project
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION projects_log_project();
CREATE TRIGGER projects_log_born AFTER INSERT OR DELETE ON projects_shift
    FOR EACH ROW EXECUTE FUNCTION projects_log_child();
CREATE TRIGGER projects_log_changed AFTER UPDATE ON projects_shift
    FOR EACH ROW WHEN (
        (OLD.project_id, OLD.starts_at, OLD.ends_at, OLD.flexible, OLD.cancelled_at, OLD.seats_taken < OLD.seats)
        IS DISTINCT FROM
        (NEW.project_id, NEW.starts_at, NEW.ends_at, NEW.flexible, NEW.cancelled_at, NEW.seats_taken < NEW.seats)
    ) EXECUTE FUNCTION projects_log_child();
CREATE TRIGGER projects_log_changed AFTER INSERT OR UPDATE OR DELETE ON projects_project_skills
    FOR EACH ROW EXECUTE FUNCTION projects_log_child();
CREATE TRIGGER projects_log_changed AFTER UPDATE ON organizations_organization
    FOR EACH ROW WHEN (
        (OLD.state, OLD.slug, OLD.name_kk, OLD.name_ru, OLD.name_en)
        IS DISTINCT FROM (NEW.state, NEW.slug, NEW.name_kk, NEW.name_ru, NEW.name_en)
    ) EXECUTE FUNCTION projects_log_organization();
"""
NAMED = ("places_region", "places_district", "places_town", "projects_programme", "projects_skill")
TRIGGERS += "".join(
    f"CREATE TRIGGER projects_log_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION projects_log_names();\n"
    for table in NAMED
)
LOGGED = {
    "projects_project": ("born", "changed"),
    "projects_shift": ("born", "changed"),
    **dict.fromkeys(("projects_project_skills", "organizations_organization", *NAMED), ("changed",)),
}
UNDO = "".join(
    f"DROP TRIGGER projects_log_{name} ON {table};\n" for table, names in LOGGED.items() for name in names
) + "".join(f"DROP FUNCTION projects_log_{name}();\n" for name in ("project", "child", "organization", "names"))


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_add_skills"),
        ("organizations", "0001_create_organizations"),
        ("places", "0001_create_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("xact", models.BigIntegerField(db_index=True)),
                ("project_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "verbose_name": "change of the catalogue",
                "verbose_name_plural": "changes of the catalogue",
            },
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(
                fields=["ends_at", "project"],
                condition=models.Q(("cancelled_at", None), ("flexible", True)),
                name="projects_shift_flexible",
            ),
        ),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO),
    ]
