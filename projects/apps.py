from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        from projects import merging, search
        from qazvolunteer.core.search_columns import renamed

        renamed.connect(search.follow_name, dispatch_uid="projects.search")
        merging.register()
