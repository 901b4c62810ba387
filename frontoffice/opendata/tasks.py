"""Celery's doors to the public's numbers."""

from celery import shared_task

from frontoffice.opendata import counting, publishing


@shared_task(name="frontoffice.count_people")
def count_people() -> None:
    counting.refresh()


@shared_task(name="frontoffice.publish_open_data")
def publish_open_data() -> None:
    publishing.publish_what_is_due()
