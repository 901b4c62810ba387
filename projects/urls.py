from django.urls import path

from projects import search_views, views

urlpatterns = [
    path("search/suggest/", search_views.suggestions, name="search-suggest"),
    path("organizations/", views.organizations, name="organizations"),
    path("organizations/<slug:slug>/", views.organization, name="organization"),
]
