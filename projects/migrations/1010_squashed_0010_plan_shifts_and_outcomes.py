"""The migrations 0001 to 0010 in one step."""

from qazvolunteer.core.squashing import squashed

Migration = squashed(
    __package__,
    "0001_create_projects_and_shifts",
    "0002_add_skills",
    "0003_log_catalogue_changes",
    "0004_fold_names_of_programmes",
    "0005_create_search_words",
    "0006_search_running_projects_only",
    "0007_keep_search_text_in_its_row",
    "0008_index_lists_of_the_workplace",
    "0009_log_items_and_questions",
    "0010_plan_shifts_and_outcomes",
)
