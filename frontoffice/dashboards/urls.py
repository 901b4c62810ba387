from django.urls import path

from frontoffice.dashboards.views import figures as views
from frontoffice.dashboards.views import goals as goal_views

urlpatterns = [
    path("", views.overview, name="office"),
    path("figures/<slug:name>/", views.figures, name="office-figures"),
    path("figures/projects/<slug:slug>/", views.project, name="office-figures-project"),
    path("figures/projects/<slug:slug>/shifts/<int:pk>/", views.shift, name="office-figures-shift"),
    path("reports/<int:pk>/remind/", views.remind, name="office-report-remind"),
    path("goals/", goal_views.plan, name="office-goals"),
    path("goals/<int:pk>/end/", goal_views.end, name="office-goal-end"),
]
