"""Celery's doors to the floor of front offices: each package has its own."""

from frontoffice.clocks import tasks as clocks  # noqa: F401 - tasks are found through this module
from frontoffice.desk import tasks as desk  # noqa: F401 - tasks are found through this module
from frontoffice.monitoring import tasks as monitoring  # noqa: F401 - tasks are found through this module
from frontoffice.opendata import tasks as opendata  # noqa: F401 - tasks are found through this module
from frontoffice.register import tasks as register  # noqa: F401 - tasks are found through this module
from frontoffice.reports import tasks as reports  # noqa: F401 - tasks are found through this module
from frontoffice.rollups import tasks as rollups  # noqa: F401 - tasks are found through this module
