"""Addresses of the bare floor."""

from django.urls import path

from tests.bench.floor import views

urlpatterns = [
    path("projects/", views.projects),
    path("nothing/", views.nothing),
    path("shifts/<int:shift_id>/", views.take),
]
