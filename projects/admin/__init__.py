"""The workplace of projects: what Django's admin finds, page by page."""

from projects import workplace
from projects.admin.programmes import ProgrammeAdmin, ProjectTemplateAdmin
from projects.admin.projects import ProjectAdmin
from projects.admin.shifts import ShiftAdmin

__all__ = ["ProgrammeAdmin", "ProjectAdmin", "ProjectTemplateAdmin", "ShiftAdmin"]

workplace.register()
