from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontofficeConfig(AppConfig):
    name = "frontoffice"
    verbose_name = _("Front offices")

    def ready(self) -> None:
        from frontoffice import merging, permissions
        from frontoffice.clocks import letters as clock_letters  # noqa: F401
        from frontoffice.clocks import lines as clock_lines  # noqa: F401
        from frontoffice.dashboards import waiting  # noqa: F401 - the lists it registers

        # Kinds of decisions, their checks, their line in the menu, letters: imported for what they register.
        from frontoffice.desk import (  # noqa: F401
            automatic,
            entrances,
            forgetting,
            marks,
            matter_letters,
            matters,
            morning_letters,
            picture_letters,
            ways,
        )
        from frontoffice.desk.subjects import appeals, blocks, hours, organizations, photos, projects, reports  # noqa: F401
        from frontoffice.halting import lines as halting_lines  # noqa: F401
        from frontoffice.halting import matters as halting_matters  # noqa: F401
        from frontoffice.monitoring import lines as monitoring_lines  # noqa: F401
        from frontoffice.monitoring import personal_data, public_visits, workplace  # noqa: F401
        from frontoffice.monitoring.notifications import concerns, visits  # noqa: F401
        from frontoffice.office import lines, post_letters  # noqa: F401 - lines of the menu and kinds they register
        from frontoffice.register import lines as register_lines  # noqa: F401
        from frontoffice.register import personal_data as register_data  # noqa: F401
        from frontoffice.register import register_letters  # noqa: F401 - the kind it registers
        from frontoffice.reports import personal_data as report_readers  # noqa: F401 - what it registers
        from frontoffice.reports import report_letters  # noqa: F401 - the kind it registers
        from frontoffice.rollups import lines as rollup_lines  # noqa: F401
        from frontoffice.rules import checks as rule_checks  # noqa: F401
        from frontoffice.rules import lines as rule_lines  # noqa: F401
        from organizations.permissions import deciders, overseer
        from qazvolunteer.accounts import hats

        hats.provider(permissions.hats_of, permissions.Coordinator.objects.active())
        overseer(permissions.regions_of)
        deciders(permissions.people_of)
        photos.watch()
        matters.watch()
        marks.register()
        merging.register()
        ways.register()
