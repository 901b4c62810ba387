"""Addresses under the language prefix."""

from django.urls import path

from qazvolunteer.notifications import views

urlpatterns = [path("my/notifications/", views.notification_preferences, name="notification-preferences")]
