"""What happened to an organization, for whoever builds on it.

Sent inside the transaction of its cause, while the caller holds the organization's row.
"""

from django.dispatch import Signal

# organization: a front office suspended it
organization_suspended = Signal()
# organization: it is verified again
organization_restored = Signal()
