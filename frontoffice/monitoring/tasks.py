"""Celery's doors to monitoring."""

from celery import shared_task

from frontoffice.monitoring import concerns, signals, visits


@shared_task(name="frontoffice.forget_contacts")
def forget_contacts() -> None:
    concerns.forget_contacts()


@shared_task(name="frontoffice.refresh_signals")
def refresh_signals() -> None:
    signals.refresh()


@shared_task(name="frontoffice.remind_of_findings")
def remind_of_findings() -> None:
    visits.remind_overdue()
