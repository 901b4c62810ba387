"""What happens to projects and shifts, told to the floors above.

Each signal is sent inside the transaction of its cause, while the caller holds the lock of the shift or project.
Receivers may write; they never lock a volunteer.
"""

from django.dispatch import Signal

# shift: a seat became free (a hold lapsed, seats were added)
seats_freed = Signal()
# shift, changes: {"starts_at" | "ends_at" | "task" | "place": (before, after)}
shift_changed = Signal()
# shift, reason, by
shift_cancelled = Signal()
# project: a front office stopped it; it goes on
project_stopped = Signal()
project_resumed = Signal()
# project, shifts (those to come, locked), changes: {"place" | "needs": ({language: words}, {language: words}),
# "min_age": (before, after)}
project_changed = Signal()
