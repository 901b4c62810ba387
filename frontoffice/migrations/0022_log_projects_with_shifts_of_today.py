from django.db import migrations

# Somebody may be marked before the shift begins, and the project moved before it begins: the day is logged as well.
DAY = "({} AT TIME ZONE 'Asia/Almaty')::date"


def _function(until):
    return f"""
CREATE OR REPLACE FUNCTION frontoffice_log_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO frontoffice_figureschange (day)
    SELECT {DAY.format("s.starts_at")} FROM projects_shift s
        WHERE s.project_id = CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END AND s.starts_at < {until}
    UNION SELECT h.day FROM volunteers_hoursentry h
        WHERE h.project_id = CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END
    UNION SELECT {DAY.format("moment")} FROM unnest(ARRAY[
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.published_at END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.published_at END
    ]) AS moment WHERE moment IS NOT NULL;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("frontoffice", "0021_say_who_described_an_office")]

    operations = [migrations.RunSQL(_function("now() + interval '1 day'"), _function("now()"))]
