"""Celery's doors to the floor of volunteers."""

from celery import shared_task

from volunteers import integrity, reminders, statistics, waiting_list


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
