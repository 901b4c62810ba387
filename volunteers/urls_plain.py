"""Addresses without a language: machines follow them."""

from django.urls import path

from volunteers.views import my_shifts

urlpatterns = [path("calendar/<slug:secret>.ics", my_shifts.feed, name="calendar-feed")]
