from django.urls import path

from frontoffice.halting import views

urlpatterns = [
    path("organizations/", views.organizations, name="office-organizations"),
    path("organizations/<int:pk>/", views.organization, name="office-organization"),
    path("organizations/<int:pk>/suspend/", views.suspend, name="office-organization-suspend"),
    path("organizations/<int:pk>/restore/", views.restore, name="office-organization-restore"),
    path("projects/", views.projects, name="office-projects"),
    path("projects/<int:pk>/", views.project, name="office-project"),
    path("projects/<int:pk>/stop/", views.stop, name="office-project-stop"),
    path("projects/<int:pk>/resume/", views.resume, name="office-project-resume"),
    path("halts/<int:pk>/answer/", views.answer, name="office-halt-answer"),
]
