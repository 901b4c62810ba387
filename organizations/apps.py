from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = _("Organizations")

    def ready(self) -> None:
        # Imported for the kinds, exporters and erasers they register.
        from organizations import people_letters, permissions, personal_data  # noqa: F401
        from qazvolunteer.accounts import hats

        hats.provider(permissions.hats_of, permissions.Membership.objects.active())
