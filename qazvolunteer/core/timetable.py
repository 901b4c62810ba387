"""What beat sends by itself, and how often in seconds. The tasks are named, so that no floor is imported here."""

from __future__ import annotations

from typing import Any

# A sweep that waited until the next one is dropped: after an outage of the workers one run does the work of all.
_NEXT_MINUTE = {"expires": 55}
TIMETABLE: dict[str, dict[str, Any]] = {
    "pass-overdue-decisions": {"task": "frontoffice.escalate_overdue", "schedule": 900.0, "options": {"expires": 890}},
    "count-service-times": {"task": "frontoffice.count_service_times", "schedule": 3600.0},
    "deliver-due-notifications": {"task": "notifications.sweep", "schedule": 60.0, "options": _NEXT_MINUTE},
    "free-lapsed-holds": {"task": "projects.sweep_holds", "schedule": 60.0, "options": _NEXT_MINUTE},
    "prune-catalogue-changes": {"task": "projects.prune_catalogue_changes", "schedule": 3600.0},
    "finish-past-projects": {"task": "projects.finish_past_projects", "schedule": 3600.0},
    "continue-rules": {"task": "projects.continue_rules", "schedule": 3600.0 * 6},
    "warn-of-too-few": {"task": "projects.warn_of_too_few", "schedule": 900.0, "options": {"expires": 890}},
    "lapse-offers": {"task": "volunteers.sweep_offers", "schedule": 60.0, "options": _NEXT_MINUTE},
    "remind-of-shifts": {"task": "volunteers.sweep_reminders", "schedule": 300.0, "options": {"expires": 290}},
    "write-exports": {"task": "volunteers.sweep_exports", "schedule": 300.0, "options": {"expires": 290}},
    "count-figures": {"task": "volunteers.count_figures", "schedule": 60.0, "options": _NEXT_MINUTE},
    "sweep-hours": {"task": "volunteers.sweep_hours", "schedule": 1800.0, "options": {"expires": 1700}},
    "sweep-reports": {"task": "volunteers.sweep_reports", "schedule": 3600.0},
    "count-organization-records": {"task": "volunteers.count_organization_records", "schedule": 3600.0 * 12},
    "refresh-figures": {"task": "frontoffice.refresh_figures", "schedule": 20.0, "options": {"expires": 18}},
    "build-reports": {"task": "frontoffice.sweep_reports", "schedule": 60.0, "options": _NEXT_MINUTE},
    "write-register-exports": {
        "task": "frontoffice.sweep_register_exports",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "open-reports": {"task": "frontoffice.open_reports", "schedule": 3600.0 * 3},
    "compare-figures": {"task": "frontoffice.compare_figures", "schedule": 3600.0 * 24},
    "forget-contacts-of-concerns": {"task": "frontoffice.forget_contacts", "schedule": 3600.0 * 24},
    "compare-matters": {"task": "frontoffice.compare_matters", "schedule": 3600.0 * 24},
    "write-morning-letters": {
        "task": "frontoffice.write_morning_letters",
        "schedule": 900.0,
        "options": {"expires": 890},
    },
    "remind-of-findings": {"task": "frontoffice.remind_of_findings", "schedule": 3600.0},
    "refresh-signals": {"task": "frontoffice.refresh_signals", "schedule": 3600.0, "options": {"expires": 3500}},
    "count-people-for-the-public": {"task": "frontoffice.count_people", "schedule": 3600.0 * 24},
    "publish-open-data": {"task": "frontoffice.publish_open_data", "schedule": 3600.0 * 24},
    "check-seats": {"task": "volunteers.check_seats", "schedule": 3600.0 * 24},
}
