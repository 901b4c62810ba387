"""Addresses of the pages that belong to no part of the product."""

from django.urls import path

from qazvolunteer.core import guides, pages

urlpatterns = [
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("help/<slug:name>/", guides.guide, name="guide"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
]
