"""Celery's doors to the figures."""

from celery import shared_task

from frontoffice.rollups import comparing, rebuilding


@shared_task(name="frontoffice.refresh_figures")
def refresh_figures() -> None:
    rebuilding.refresh()


@shared_task(name="frontoffice.compare_figures")
def compare_figures() -> None:
    comparing.compare()
