from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The toolbox without tables."""

    name = "qazvolunteer.core"
    label = "core"

    def ready(self) -> None:
        from qazvolunteer.core import request_id

        request_id.connect_celery()
