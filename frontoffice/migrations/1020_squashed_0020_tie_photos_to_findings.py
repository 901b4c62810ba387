"""The migrations 0001 to 0020 in one step."""

from qazvolunteer.core.squashing import squashed

Migration = squashed(
    __package__,
    "0001_create_offices",
    "0002_keep_figures",
    "0003_log_changed_days",
    "0004_give_posts_roles_and_dates",
    "0005_open_matters",
    "0006_queue_what_waits",
    "0007_plan_goals_of_programmes",
    "0008_keep_concerns",
    "0009_keep_rules_and_service_times",
    "0010_bring_the_first_rule",
    "0011_build_monitoring_reports",
    "0012_keep_signals",
    "0013_publish_numbers",
    "0014_describe_offices_by_their_people",
    "0015_keep_visits",
    "0016_begin_visits",
    "0017_take_notes_on_the_spot",
    "0018_keep_applications_to_the_register",
    "0019_settle_differences_of_figures",
    "0020_tie_photos_to_findings",
)
