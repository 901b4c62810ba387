"""Every address of the platform: under a language prefix what people read, without one what machines follow."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from qazvolunteer.core import entrance, theme
from qazvolunteer.places import chosen_region

urlpatterns = [
    path("", entrance.choose_language, name="entrance"),
    path("theme/", theme.theme, name="theme"),
    path("region/", chosen_region.choose, name="choose-region"),
    path("", include("qazvolunteer.core.urls_plain")),
    path("", include("volunteers.urls_plain")),
    path("", include("qazvolunteer.notifications.urls_plain")),
]

if settings.DEBUG:
    urlpatterns += [
        path("dev/", include("qazvolunteer.core.urls_dev")),
        path("dev/", include("frontoffice.urls_dev")),
    ]

urlpatterns += i18n_patterns(
    # Registering comes before the organizations' own addresses.
    path("", include("organizations.urls")),
    # The map and the calendar of the catalogue come before the projects' own addresses.
    path("", include("projects.urls")),
    path("", include("volunteers.urls")),
    path("", include("volunteers.urls_account")),
    path("", include("frontoffice.urls")),
    path("", include("qazvolunteer.accounts.urls")),
    path("", include("qazvolunteer.notifications.urls")),
    path("", include("qazvolunteer.core.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
)
