"""Addresses without a language: mail programs follow them, and the letter knows its reader's language."""

from django.urls import path

from qazvolunteer.notifications import views

urlpatterns = [path("u/<str:token>/", views.unsubscribe, name="unsubscribe")]
