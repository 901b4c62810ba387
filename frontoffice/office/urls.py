from django.urls import path

from frontoffice.office import views

urlpatterns = [
    path("people/", views.people, name="office-people"),
    path("people/appoint/", views.appoint, name="office-appoint"),
    path("people/<int:pk>/end/", views.end, name="office-post-end"),
    path("people/<int:pk>/name/", views.show_name, name="office-post-name"),
    path("people/offices/<int:pk>/", views.reach, name="office-reach"),
]
