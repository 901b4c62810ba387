from django.db import migrations

# Each function logs the local days whose figures may have changed. Of attendance and hours a whole statement is looked
# at once: staff mark and confirm many people together. Nothing here hears of sign-ups; the few columns of shifts that are
# listened to are not written by somebody who takes a place in a coming shift, places taken late excepted.
DAY = "({} AT TIME ZONE 'Asia/Almaty')::date"
LOUD = "current_setting('qazvolunteer.figures', true) IS DISTINCT FROM 'unlogged'"


def _function(name, body):
    return f"""
CREATE FUNCTION frontoffice_log_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{body}
    RETURN NULL;
END $$;
"""


def _of_rows(name, days):
    """For statements: ``days`` selects the days of the rows in ``changed``."""
    return _function(
        name,
        f"""
    IF {LOUD} THEN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO frontoffice_figureschange (day) {days.format(changed="fresh")};
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO frontoffice_figureschange (day) {days.format(changed="former")};
        ELSE
            INSERT INTO frontoffice_figureschange (day)
            {days.format(changed="fresh")} UNION {days.format(changed="former")};
        END IF;
    END IF;""",
    )


ATTENDED = f"""SELECT DISTINCT {DAY.format("s.starts_at")} FROM {{changed}} c
            JOIN volunteers_signup g ON g.id = c.signup_id JOIN projects_shift s ON s.id = g.shift_id"""
FUNCTIONS = (
    _of_rows("attendance", ATTENDED)
    + _of_rows("hours", "SELECT DISTINCT day FROM {changed}")
    + _function(
        "shift",
        f"""
    INSERT INTO frontoffice_figureschange (day)
    SELECT DISTINCT {DAY.format("moment")} FROM unnest(ARRAY[
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.starts_at END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.starts_at END
    ]) AS moment WHERE moment IS NOT NULL;""",
    )
    + _function(
        "project",
        f"""
    INSERT INTO frontoffice_figureschange (day)
    SELECT {DAY.format("s.starts_at")} FROM projects_shift s
        WHERE s.project_id = CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END AND s.starts_at < now()
    UNION SELECT h.day FROM volunteers_hoursentry h
        WHERE h.project_id = CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END
    UNION SELECT {DAY.format("moment")} FROM unnest(ARRAY[
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.published_at END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.published_at END
    ]) AS moment WHERE moment IS NOT NULL;""",
    )
    + _function(
        "organization",
        f"""
    INSERT INTO frontoffice_figureschange (day)
    SELECT DISTINCT {DAY.format("moment")} FROM unnest(ARRAY[
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.verified_at END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.verified_at END
    ]) AS moment WHERE moment IS NOT NULL;""",
    )
    + _function(
        "volunteer",
        f"""
    INSERT INTO frontoffice_figureschange (day)
    SELECT DISTINCT {DAY.format("moment")} FROM unnest(ARRAY[
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.created_at END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.created_at END
    ]) AS moment WHERE moment IS NOT NULL;""",
    )
)

STATEMENTS = "".join(
    f"""
CREATE TRIGGER frontoffice_log_made AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION frontoffice_log_{name}();
CREATE TRIGGER frontoffice_log_changed AFTER UPDATE ON {table} REFERENCING OLD TABLE AS former NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION frontoffice_log_{name}();
CREATE TRIGGER frontoffice_log_gone AFTER DELETE ON {table} REFERENCING OLD TABLE AS former
    FOR EACH STATEMENT EXECUTE FUNCTION frontoffice_log_{name}();
"""
    for table, name in (("volunteers_attendance", "attendance"), ("volunteers_hoursentry", "hours"))
)


def _each_row(table, name, moment, columns, made):
    """Rows that are made or taken away with a past, and changes of ``columns``."""
    was, now = (", ".join(f"{side}.{column}" for column in columns) for side in ("OLD", "NEW"))
    return f"""
CREATE TRIGGER frontoffice_log_made AFTER INSERT ON {table}
    FOR EACH ROW WHEN ({made} AND {LOUD}) EXECUTE FUNCTION frontoffice_log_{name}();
CREATE TRIGGER frontoffice_log_changed AFTER UPDATE OF {", ".join(columns)} ON {table}
    FOR EACH ROW WHEN (({was}) IS DISTINCT FROM ({now}) AND {LOUD}) EXECUTE FUNCTION frontoffice_log_{name}();
CREATE TRIGGER frontoffice_log_gone AFTER DELETE ON {table}
    FOR EACH ROW WHEN (OLD.{moment} IS NOT NULL AND {LOUD}) EXECUTE FUNCTION frontoffice_log_{name}();
"""


ROWS = (
    _each_row(
        "projects_shift", "shift", "starts_at", ("project_id", "starts_at", "cancelled_at", "seats"),
        "NEW.starts_at < now()",
    )
    # Today and yesterday are counted in any case, so a shift's places are listened to when it has long begun.
    + f"""
CREATE TRIGGER frontoffice_log_late AFTER UPDATE OF seats_taken ON projects_shift
    FOR EACH ROW WHEN (OLD.seats_taken <> NEW.seats_taken AND NEW.starts_at < now() - interval '1 day' AND {LOUD})
    EXECUTE FUNCTION frontoffice_log_shift();
"""
    + _each_row(
        "projects_project", "project", "published_at",
        ("region_id", "district_id", "programme_id", "organization_id", "published_at"), "NEW.published_at IS NOT NULL",
    )
    + _each_row(
        "organizations_organization", "organization", "verified_at", ("region_id", "verified_at"),
        "NEW.verified_at IS NOT NULL",
    )
    + _each_row(
        "volunteers_volunteer", "volunteer", "created_at", ("town_id", "created_at"),
        "NEW.created_at < now() - interval '1 day'",
    )
)  # fmt: skip
TRIGGERS = {
    "volunteers_attendance": ("made", "changed", "gone"),
    "volunteers_hoursentry": ("made", "changed", "gone"),
    "projects_shift": ("made", "changed", "gone", "late"),
    "projects_project": ("made", "changed", "gone"),
    "organizations_organization": ("made", "changed", "gone"),
    "volunteers_volunteer": ("made", "changed", "gone"),
}
NAMES = ("attendance", "hours", "shift", "project", "organization", "volunteer")
UNDO = "".join(
    f"DROP TRIGGER frontoffice_log_{name} ON {table};\n" for table, names in TRIGGERS.items() for name in names
) + "".join(f"DROP FUNCTION frontoffice_log_{name}();\n" for name in NAMES)


class Migration(migrations.Migration):
    dependencies = [
        ("frontoffice", "0002_keep_figures"),
        ("organizations", "0005_connect_networks"),
        ("projects", "0010_plan_shifts_and_outcomes"),
        ("volunteers", "0011_index_days_of_figures"),
    ]

    operations = [migrations.RunSQL(FUNCTIONS + STATEMENTS + ROWS, UNDO)]
