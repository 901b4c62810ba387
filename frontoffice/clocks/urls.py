from django.urls import path

from frontoffice.clocks import views

urlpatterns = [
    path("office/deadlines/", views.deadlines, name="office-deadlines"),
    path("service-times/", views.public, name="service-times"),
]
