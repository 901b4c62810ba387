"""Celery's doors to the floor of volunteers."""

from celery import shared_task

from volunteers import (
    exports,
    hours_sweeps,
    integrity,
    organization_record,
    reminders,
    reports,
    statistics,
    waiting_list,
)


@shared_task(name="volunteers.sweep_offers")
def sweep_offers() -> None:
    waiting_list.sweep_offers()


@shared_task(name="volunteers.check_seats")
def check_seats() -> None:
    integrity.check_seats()


@shared_task(name="volunteers.sweep_reminders")
def sweep_reminders() -> None:
    reminders.sweep()


@shared_task(name="volunteers.count_figures")
def count_figures() -> None:
    statistics.refresh()


@shared_task(name="volunteers.sweep_hours")
def sweep_hours() -> None:
    hours_sweeps.sweep()


@shared_task(name="volunteers.sweep_reports")
def sweep_reports() -> None:
    reports.sweep()


@shared_task(name="volunteers.count_organization_records")
def count_organization_records() -> None:
    organization_record.count()


@shared_task(name="volunteers.make_export")
def make_export(pk: int) -> None:
    exports.make(pk)


@shared_task(name="volunteers.sweep_exports")
def sweep_exports() -> None:
    exports.sweep()
