from django.urls import path

from frontoffice.monitoring.views import concerns, signals

urlpatterns = [
    path("concern/", concerns.report, name="concern"),
    path("concern/<str:secret>/", concerns.status, name="concern-status"),
    path("office/concerns/", concerns.listing, name="office-concerns"),
    path("office/concerns/<int:pk>/", concerns.one, name="office-concern"),
    path("office/concerns/<int:pk>/assign/", concerns.assign, name="office-concern-assign"),
    path("office/concerns/<int:pk>/answer/", concerns.answer, name="office-concern-answer"),
    path("office/concerns/<int:pk>/close/", concerns.close, name="office-concern-close"),
    path("office/signals/", signals.listing, name="office-signals"),
    path("office/signals/<int:pk>/", signals.one, name="office-signal"),
    path("office/signals/<int:pk>/close/", signals.close, name="office-signal-close"),
]
