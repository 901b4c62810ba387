"""Addresses without a language: machines follow them."""

from django.urls import path

from volunteers.views import my_shifts, sitemap, worker

urlpatterns = [
    path("calendar/<slug:secret>.ics", my_shifts.feed, name="calendar-feed"),
    path("check-in-worker.js", worker.worker, name="check-in-worker"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemap.block, name="sitemap-block"),
]
