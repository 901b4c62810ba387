from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "qazvolunteer.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        # Imported for the kinds, exporters and erasers they register.
        from qazvolunteer.notifications import account_kinds, personal_data  # noqa: F401

        autodiscover_modules("notifications")
