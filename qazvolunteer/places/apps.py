from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "qazvolunteer.places"
    label = "places"
    verbose_name = _("Regions and towns")

    def ready(self) -> None:
        from qazvolunteer.core.page_cache import varies_by_cookie
        from qazvolunteer.places import chosen_region

        varies_by_cookie(chosen_region.COOKIE, chosen_region.is_possible)
