from django.urls import path

from frontoffice.register import views

urlpatterns = [
    path("register/", views.register, name="office-register"),
    path("register/export/", views.export, name="office-register-export"),
    path("register/decide/", views.decide, name="office-register-decide"),
    path("register/exports/<int:pk>/", views.fetch, name="office-register-fetch"),
]
