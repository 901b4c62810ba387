from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The toolbox without tables."""

    name = "qazvolunteer.core"
    label = "core"

    def ready(self) -> None:
        from qazvolunteer.core import context, page_cache, request_id

        request_id.connect_celery()
        page_cache.varies_by_cookie("theme", context.THEMES.__contains__)
