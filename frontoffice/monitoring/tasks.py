"""Celery's doors to monitoring."""

from celery import shared_task

from frontoffice.monitoring import concerns, signals


@shared_task(name="frontoffice.forget_contacts")
def forget_contacts() -> None:
    concerns.forget_contacts()


@shared_task(name="frontoffice.refresh_signals")
def refresh_signals() -> None:
    signals.refresh()
