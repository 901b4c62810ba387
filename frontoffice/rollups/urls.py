from django.urls import path

from frontoffice.rollups import views

urlpatterns = [
    path("drifts/", views.drifts, name="office-drifts"),
    path("drifts/<int:pk>/settle/", views.settle, name="office-drift-settle"),
]
