"""The admin as this platform's workplace: which site the admin application offers."""

from django.contrib.admin.apps import AdminConfig


class WorkplaceConfig(AdminConfig):
    """Django's admin with our site: sign-in by allauth, own start page, own menu."""

    default_site = "qazvolunteer.core.workplace.Workplace"

    def ready(self) -> None:
        import unfold.forms

        from qazvolunteer.core.admin_pages import ReadonlyField

        # Unfold offers no setting for it: a line for reading links to pages whoever reads it may open.
        unfold.forms.UnfoldAdminReadonlyField = ReadonlyField
        super().ready()
