from django.urls import path

from frontoffice.reports import public_views, views

urlpatterns = [
    path("office/reports/", views.reports, name="office-reports"),
    path("office/reports/ask/", views.ask, name="office-report-ask"),
    path("office/reports/<slug:slug>/", views.report, name="office-report"),
    path("office/reports/<slug:slug>/progress/", views.progress, name="office-report-progress"),
    path("office/reports/<slug:slug>/cancel/", views.cancel, name="office-report-cancel"),
    path("office/reports/<slug:slug>/retry/", views.retry, name="office-report-retry"),
    path("office/reports/<slug:slug>/words/", views.write, name="office-report-words"),
    path("office/reports/<slug:slug>/sign-off/", views.sign_off, name="office-report-sign-off"),
    path("office/reports/<slug:slug>/correct/", views.correct, name="office-report-correct"),
    path("office/reports/<slug:slug>/send/", views.send, name="office-report-send"),
    path("office/reports/<slug:slug>/<str:language>.<str:format>", views.download, name="office-report-file"),
    path("reports/", public_views.archive, name="reports"),
    path("reports/<slug:slug>/", public_views.one, name="report"),
    path("reports/<slug:slug>/<str:language>.<str:format>", public_views.download, name="report-file"),
]
