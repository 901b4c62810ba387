"""What people agree to, under the language prefix. Signing in is allauth's, under ``accounts/``."""

from django.urls import path

from qazvolunteer.accounts import views

urlpatterns = [
    path("consents/", views.consent_list, name="consents"),
    path("consents/<slug:kind>/", views.consent_text, name="consent-text"),
]
