from django.db import migrations

LINES = ("projects_projectitem", "projects_projectquestion")
ORGANIZATION = """
DROP TRIGGER projects_log_changed ON organizations_organization;
CREATE TRIGGER projects_log_changed AFTER UPDATE ON organizations_organization
    FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION projects_log_organization();
"""
BEFORE = ("state", "slug", "name_kk", "name_ru", "name_en")


def organization(columns: tuple[str, ...]) -> str:
    """The trigger that looks at these columns."""
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return ORGANIZATION.format(old=old, new=new)


# What the page of a project shows besides its own row.
DO = "".join(
    f"CREATE TRIGGER projects_log_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION projects_log_child();\n"
    for table in LINES
) + organization((*BEFORE, "kind", "legal_form"))
UNDO = organization(BEFORE) + "".join(f"DROP TRIGGER projects_log_changed ON {table};\n" for table in LINES)


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_index_lists_of_the_workplace")]

    operations = [migrations.RunSQL(DO, UNDO)]
