"""Celery's doors to the floor of projects."""

from celery import shared_task

from projects import capacity, head_counts, moderation, recurrence
from projects.catalogue import upkeep


@shared_task(name="projects.sweep_holds")
def sweep_holds() -> None:
    capacity.sweep_lapsed_holds()


@shared_task(name="projects.finish_past_projects")
def finish_past_projects() -> None:
    moderation.finish_past()


@shared_task(name="projects.prune_catalogue_changes")
def prune_catalogue_changes() -> None:
    upkeep.prune()


@shared_task(name="projects.continue_rules")
def continue_rules() -> None:
    recurrence.continue_all()


@shared_task(name="projects.warn_of_too_few")
def warn_of_too_few() -> None:
    head_counts.sweep()
