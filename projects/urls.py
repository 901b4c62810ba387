from django.urls import path

from projects.views import catalogue, halts, organizations, places, programmes, search

urlpatterns = [
    path("search/suggest/", search.suggestions, name="search-suggest"),
    path("projects/map/", catalogue.catalogue_map, name="catalogue-map"),
    path("projects/calendar/", catalogue.catalogue_calendar, name="catalogue-calendar"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("towns/<slug:slug>/", places.town, name="town"),
    path("my/organizations/<int:pk>/halt/", halts.organization, name="organization-halt"),
    path("my/projects/<int:pk>/halt/", halts.project, name="project-halt"),
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/<slug:slug>/", organizations.organization, name="organization"),
]
