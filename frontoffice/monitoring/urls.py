from django.urls import path

from frontoffice.monitoring.views import concerns, field, own_visits, signals, visits

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
    path("office/visits/", visits.listing, name="office-visits"),
    path("office/visits/choose/", visits.choose, name="office-visit-choose"),
    path("office/visits/draw/", visits.draw, name="office-visit-draw"),
    path("office/visits/plan/<int:project>/", visits.plan, name="office-visit-plan"),
    path("office/visits/checklists/", visits.checklist, name="office-checklists"),
    path("office/visits/<int:pk>/", visits.one, name="office-visit"),
    path("office/visits/<int:pk>/record/", field.record, name="office-visit-record"),
    path("office/visits/<int:pk>/notes/", field.notes, name="office-visit-notes"),
    path("office/visits/<int:pk>/photos/<int:number>/", field.photo, name="office-visit-photo"),
    path("office/visits/<int:pk>/cancel/", visits.cancel, name="office-visit-cancel"),
    path("office/visits/<int:pk>/close/", visits.close, name="office-visit-close"),
    path("office/visits/<int:pk>/findings/<int:number>/", visits.finding, name="office-finding"),
    path("my/visits/", own_visits.listing, name="my-visits"),
    path("my/visits/<int:pk>/", own_visits.one, name="my-visit"),
    path("my/visits/<int:pk>/photos/<int:number>/", own_visits.photo, name="my-visit-photo"),
    path("my/visits/<int:pk>/findings/<int:number>/", own_visits.answer, name="my-finding-answer"),
]
