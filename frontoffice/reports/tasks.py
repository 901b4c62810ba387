"""Celery's doors to the reports."""

from celery import shared_task

from frontoffice.reports import building


@shared_task(name=building.TASK)
def build_report(pk: int) -> None:
    building.build(pk)


@shared_task(name="frontoffice.sweep_reports")
def sweep_reports() -> None:
    building.sweep()


@shared_task(name="frontoffice.open_reports")
def open_reports() -> None:
    building.open_due()
