"""The migrations 0001 to 0005 in one step."""

from qazvolunteer.core.squashing import squashed

Migration = squashed(
    __package__,
    "0001_create_organizations",
    "0002_fold_names",
    "0003_register_and_merge",
    "0004_invite_members",
    "0005_connect_networks",
)
