"""Addresses of the public site and of a volunteer's own pages, under the language prefix."""

from django.urls import path

from volunteers.views import (
    catalogue,
    check_in,
    feeds,
    guests,
    here,
    home,
    my_shifts,
    project,
    reports,
    saved_searches,
    share_pictures,
    signup,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("projects/", catalogue.projects, name="catalogue"),
    path("projects/feed.atom", feeds.atom, name="catalogue-feed"),
    path("projects/calendar.ics", feeds.calendar, name="catalogue-ics"),
    path("projects/<slug:slug>/", project.project, name="project"),
    path("projects/<slug:slug>/preview/", project.preview, name="project-preview"),
    path("projects/<slug:slug>/shifts/<int:shift_id>/", signup.take, name="take-shift"),
    path("projects/<slug:slug>/report/<int:pk>.jpg", reports.photo, name="report-photo"),
    path("my/shifts/", my_shifts.my_shifts, name="my-shifts"),
    path("my/shifts/<int:pk>/", signup.signup, name="signup"),
    path("my/shifts/<int:pk>/calendar.ics", signup.signup_calendar, name="signup-calendar"),
    path("my/calendar/reset/", my_shifts.reset_feed, name="calendar-reset"),
    path("my/searches/", saved_searches.searches, name="saved-searches"),
    path("my/searches/save/", saved_searches.save, name="saved-search-save"),
    path("my/searches/<int:pk>/forget/", saved_searches.forget, name="saved-search-forget"),
    path("s/<str:token>/", signup.signup_by_link, name="signup-by-link"),
    path("s/<str:token>/calendar.ics", signup.calendar_by_link, name="signup-calendar-by-link"),
    path("share/<slug:kind>/<slug:slug>/<slug:version>.png", share_pictures.picture, name="share-picture"),
    path("p/<slug:secret>/", signup.shown_pass, name="pass"),
    path("check-in/", check_in.start, name="check-ins"),
    path("check-in/<int:shift_id>/", check_in.desk, name="check-in"),
    path("check-in/<int:shift_id>/people.json", check_in.people, name="check-in-roster"),
    path("check-in/<int:shift_id>/marks/", check_in.take_marks, name="check-in-marks"),
    path("check-in/<int:shift_id>/leaders/<int:pk>/", check_in.leader, name="check-in-leader"),
    path("check-in/<int:shift_id>/guest/", guests.guest, name="check-in-guest"),
    path("account/claim/<str:token>/", guests.claim, name="account-claim"),
    path("check-in/<int:shift_id>/poster/", here.poster, name="check-in-poster"),
    path("here/<str:token>/", here.here, name="here"),
]
