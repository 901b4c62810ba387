"""Addresses without a language: machines look for them there."""

from django.urls import path

from qazvolunteer.core import pages

urlpatterns = [
    path("robots.txt", pages.robots, name="robots"),
    path("favicon.ico", pages.favicon, name="favicon"),
]
