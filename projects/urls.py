from django.urls import path

from projects import views

urlpatterns = [
    path("search/suggest/", views.suggestions, name="search-suggest"),
    path("organizations/", views.organizations, name="organizations"),
    path("organizations/<slug:slug>/", views.organization, name="organization"),
]
