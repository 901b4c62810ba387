"""A person's own pages, under the language prefix."""

from django.urls import path

from volunteers.views import account, conversations, hours, organizers, stand_in

urlpatterns = [
    path("my/profile/", account.profile, name="profile"),
    path("my/profile/security/", account.security, name="profile-security"),
    path("my/profile/consents/", account.own_consents, name="profile-consents"),
    path("my/profile/consents/<slug:kind>/give/", account.give_consent, name="profile-consent-give"),
    path("my/profile/consents/<int:pk>/withdraw/", account.withdraw_consent, name="profile-consent-withdraw"),
    path("my/profile/data/", account.own_data, name="profile-data"),
    path("my/profile/data/export/", account.export, name="profile-export"),
    path("my/profile/delete/", account.delete, name="profile-delete"),
    path("my/organizers/", organizers.organizers, name="my-organizers"),
    path("my/blocks/<int:pk>/object/", organizers.object_to_block, name="block-objection"),
    path("my/organizers/<slug:slug>/", organizers.mute, name="organization-mute"),
    path("my/guardian/", account.guardian, name="guardian"),
    path("my/hours/", hours.my_hours, name="my-hours"),
    path("my/hours/<int:pk>/", hours.entry, name="hours-entry"),
    path("my/hours/<int:pk>/photo/", hours.photo, name="hours-photo"),
    path("my/shifts/<int:pk>/messages/", conversations.messages_about, name="signup-messages"),
    path("my/shifts/<int:pk>/hours/", hours.own_work, name="own-work"),
    path("my/shifts/<int:pk>/feedback/", hours.give_feedback, name="signup-feedback"),
    path("my/shifts/<int:pk>/missed/", hours.missed_shift, name="missed"),
    path("my/shifts/<int:pk>/stand-in/", stand_in.ask, name="stand-in-ask"),
    path("my/stand-in/<slug:secret>/", stand_in.stand_in, name="stand-in"),
    path("guardian/<str:token>/", account.guardian_answer, name="guardian-answer"),
]
