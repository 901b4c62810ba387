"""Celery's doors to the floor of organizations."""

from celery import shared_task

from organizations import deadlines


@shared_task(name="organizations.escalate_overdue")
def escalate_overdue() -> None:
    deadlines.escalate_overdue()
