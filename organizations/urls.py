"""Addresses of becoming an organization, under the language prefix; before those of the public pages."""

from django.urls import path

from organizations import views

urlpatterns = [
    path("organizations/register/", views.register, name="organization-register"),
    path("organizations/roles/", views.roles, name="organization-roles"),
    path("my/organizations/", views.mine, name="my-organizations"),
    path("my/organizations/<int:pk>/", views.one, name="my-organization"),
    path("my/organizations/<int:pk>/edit/", views.edit, name="my-organization-edit"),
    path("my/organizations/<int:pk>/submit/", views.submit, name="my-organization-submit"),
    path("my/organizations/<int:pk>/close/", views.close, name="my-organization-close"),
    path("my/organizations/<int:pk>/leave/", views.leave, name="my-organization-leave"),
    path("invitations/<str:secret>/", views.invitation, name="invitation"),
    path("invitations/<str:secret>/accept/", views.accept, name="invitation-accept"),
]
