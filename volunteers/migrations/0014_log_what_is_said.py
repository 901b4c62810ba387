from django.db import migrations

DO = """
CREATE TRIGGER projects_log_changed AFTER INSERT OR UPDATE OR DELETE ON volunteers_feedback
    FOR EACH ROW EXECUTE FUNCTION projects_log_child();
"""
UNDO = "DROP TRIGGER projects_log_changed ON volunteers_feedback;"


class Migration(migrations.Migration):
    dependencies = [("projects", "0010_plan_shifts_and_outcomes"), ("volunteers", "0013_hand_up_appeals")]

    operations = [migrations.RunSQL(DO, UNDO)]
