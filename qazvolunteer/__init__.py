"""The platform: settings and doors at the top, the toolbox and the platform parts below."""

from qazvolunteer.celery import app as celery_app

__all__ = ["celery_app"]
