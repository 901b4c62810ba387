from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = _("Volunteers")

    def ready(self) -> None:
        from projects import organization_panels

        # Imported for the kinds, exporters and erasers they register.
        from qazvolunteer.accounts import ages
        from volunteers import (  # noqa: F401
            attendance_letters,
            block_letters,
            closing,
            conversation_letters,
            feedback_letters,
            guardian_letters,
            guest_letters,
            hours_letters,
            merging,
            missed_letters,
            organization_record,
            organizer_letters,
            pause_letters,
            personal_book,
            personal_data,
            profiles,
            reactions,
            report_letters,
            stand_in_letters,
        )

        reactions.connect()
        ages.source(profiles.birth_date_of)
        merging.register()
        closing.register()
        organization_panels.provider(lambda organization: {"record": organization_record.shown(organization)})
