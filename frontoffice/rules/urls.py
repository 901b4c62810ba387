from django.urls import path

from frontoffice.rules import views

urlpatterns = [
    path("rules/", views.rules, name="office-rules"),
    path("rules/new/", views.write, name="office-rule-new"),
    path("rules/<int:pk>/", views.rule, name="office-rule"),
    path("rules/<int:pk>/edit/", views.write, name="office-rule-edit"),
    path("rules/<int:pk>/versions/<int:number>/on/", views.switch_on, name="office-rule-on"),
    path("rules/<int:pk>/off/", views.switch_off, name="office-rule-off"),
]
