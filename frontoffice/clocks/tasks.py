"""Celery's doors to the clocks."""

from celery import shared_task

from frontoffice.clocks import escalation, service_times


@shared_task(name="frontoffice.escalate_overdue")
def escalate_overdue() -> None:
    escalation.escalate_overdue()


@shared_task(name="frontoffice.count_service_times")
def count_service_times() -> None:
    service_times.count()
