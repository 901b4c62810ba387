"""The migrations 0001 to 0016 in one step."""

from qazvolunteer.core.squashing import squashed

Migration = squashed(
    __package__,
    "0001_create_volunteers_and_signups",
    "0002_count_figures",
    "0003_save_searches",
    "0004_record_attendance",
    "0005_ask_about_changes_and_roles",
    "0006_keep_the_book",
    "0007_end_blocks",
    "0008_write_to_volunteers",
    "0009_export_signups",
    "0010_keep_files_in_pieces",
    "0011_index_days_of_figures",
    "0012_answer_volunteers",
    "0013_hand_up_appeals",
    "0014_log_what_is_said",
    "0015_keep_former_leaders",
    "0016_object_to_blocks",
    without=("0010_keep_files_in_pieces",),
)
