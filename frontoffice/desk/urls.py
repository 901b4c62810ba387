from django.urls import path

from frontoffice.desk import views

urlpatterns = [
    path("", views.queue_page, name="office-desk"),
    path("<int:pk>/", views.matter, name="office-matter"),
    path("<slug:kind>/<int:subject>/", views.about, name="office-matter-of"),
    path("<int:pk>/decide/", views.decide, name="office-matter-decide"),
    path("<int:pk>/approve/", views.approve, name="office-matter-approve"),
    path("<int:pk>/assign/", views.assign, name="office-matter-assign"),
    path("<int:pk>/note/", views.note, name="office-matter-note"),
    path("<int:pk>/here/", views.here, name="office-matter-here"),
]
