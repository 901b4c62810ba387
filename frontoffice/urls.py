from django.urls import include, path

from frontoffice import views

urlpatterns = [
    path("office/", include("frontoffice.dashboards.urls")),
    path("office/", include("frontoffice.office.urls")),
    path("", include("frontoffice.monitoring.urls")),
    path("office/desk/", include("frontoffice.desk.urls")),
    path("office/", include("frontoffice.halting.urls")),
    path("office/", include("frontoffice.rules.urls")),
    path("office/", include("frontoffice.register.urls")),
    path("office/", include("frontoffice.rollups.urls")),
    path("", include("frontoffice.clocks.urls")),
    path("", include("frontoffice.reports.urls")),
    path("", include("frontoffice.opendata.urls")),
    path("regions/", views.regions, name="regions"),
    path("regions/<slug:slug>/", views.region, name="region"),
]
