"""The pages of organizations, their people and their networks in the workplace."""

from organizations import workplace
from organizations.admin import networks, organizations, people

__all__ = ["networks", "organizations", "people"]

workplace.register()
