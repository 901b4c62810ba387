from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontofficeConfig(AppConfig):
    name = "frontoffice"
    verbose_name = _("Front offices")

    def ready(self) -> None:
        from frontoffice import permissions
        from organizations.permissions import deciders, overseer
        from qazvolunteer.accounts import hats

        hats.provider(permissions.hats_of, permissions.Coordinator.objects.active())
        overseer(permissions.regions_of)
        deciders(permissions.people_of)
