"""Addresses without a language: machines look for them there."""

from django.urls import path

from qazvolunteer.core import pages

urlpatterns = [
    path("robots.txt", pages.robots, name="robots"),
    # In production the web server answers this itself, out of the same folder.
    path("media/pictures/<slug:name>.jpg", pages.picture, name="picture"),
    path("favicon.ico", pages.favicon, name="favicon"),
]
