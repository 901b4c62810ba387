from django.urls import path

from frontoffice.office import views

urlpatterns = [
    path("people/", views.people, name="office-people"),
    path("people/appoint/", views.appoint, name="office-appoint"),
    path("people/<int:pk>/end/", views.end, name="office-post-end"),
]
