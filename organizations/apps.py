from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = _("Organizations")

    def ready(self) -> None:
        from organizations import permissions
        from qazvolunteer.accounts import hats

        hats.provider(permissions.hats_of, permissions.Membership.objects.active())
