"""Celery's doors to the queue of decisions."""

from celery import shared_task

from frontoffice.desk import morning, reconcile


@shared_task(name="frontoffice.compare_matters")
def compare_matters() -> None:
    reconcile.run()


@shared_task(name="frontoffice.write_morning_letters")
def write_morning_letters() -> None:
    morning.write()
