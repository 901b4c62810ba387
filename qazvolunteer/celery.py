"""The Celery application: it finds every app's ``tasks`` and carries the request id along."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qazvolunteer.settings")

app = Celery("qazvolunteer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
