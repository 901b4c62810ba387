"""A person's own pages, under the language prefix."""

from django.urls import path

from volunteers.views import account

urlpatterns = [
    path("my/profile/", account.profile, name="profile"),
    path("my/profile/security/", account.security, name="profile-security"),
    path("my/profile/consents/", account.own_consents, name="profile-consents"),
    path("my/profile/consents/<slug:kind>/give/", account.give_consent, name="profile-consent-give"),
    path("my/profile/consents/<int:pk>/withdraw/", account.withdraw_consent, name="profile-consent-withdraw"),
    path("my/profile/data/", account.own_data, name="profile-data"),
    path("my/profile/data/export/", account.export, name="profile-export"),
    path("my/profile/delete/", account.delete, name="profile-delete"),
    path("my/guardian/", account.guardian, name="guardian"),
    path("guardian/<str:token>/", account.guardian_answer, name="guardian-answer"),
]
