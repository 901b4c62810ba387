"""Celery's doors to the exports for the register."""

from celery import shared_task

from frontoffice.register import exporting


@shared_task(name=exporting.TASK)
def make_register_export(pk: int) -> None:
    exporting.make(pk)


@shared_task(name="frontoffice.sweep_register_exports")
def sweep_register_exports() -> None:
    exporting.sweep()
