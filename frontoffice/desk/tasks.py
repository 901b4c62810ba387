"""Celery's doors to the queue of decisions."""

from celery import shared_task

from frontoffice.desk import reconcile


@shared_task(name="frontoffice.compare_matters")
def compare_matters() -> None:
    reconcile.run()
