from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = _("Volunteers")

    def ready(self) -> None:
        # Imported for the kinds, exporters and erasers they register.
        from volunteers import attendance_letters, guardian_letters, personal_data, reactions  # noqa: F401

        reactions.connect()
