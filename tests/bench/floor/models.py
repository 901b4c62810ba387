"""Plain models over tables that are there: the product's for reading, two bare ones for signing up.

``floor_shift`` and ``floor_signup`` are made by tests/bench/bare_tables.py with the columns, keys, checks and indexes
of the product's own tables, and without its triggers: the floor pays for what any safe sign-up pays, no more.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import models


class Person(AbstractBaseUser):
    """Who is signed in."""

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"

    class Meta:
        managed = False
        db_table = "accounts_user"


class Volunteer(models.Model):
    user = models.OneToOneField(Person, on_delete=models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "volunteers_volunteer"


class Named(models.Model):
    """A row of which the list shows the name."""

    name_ru = models.CharField(max_length=200)

    class Meta:
        abstract = True


class Organization(Named):
    class Meta:
        managed = False
        db_table = "organizations_organization"


class Programme(Named):
    class Meta:
        managed = False
        db_table = "projects_programme"


class Region(Named):
    kato = models.CharField(max_length=9, primary_key=True)

    class Meta:
        managed = False
        db_table = "places_region"


class Town(Named):
    kato = models.CharField(max_length=9, primary_key=True)

    class Meta:
        managed = False
        db_table = "places_town"


class Project(models.Model):
    slug = models.SlugField(max_length=100)
    title_ru = models.CharField(max_length=120)
    summary_ru = models.CharField(max_length=320)
    state = models.CharField(max_length=12)
    published_at = models.DateTimeField(null=True)
    organization = models.ForeignKey(Organization, on_delete=models.DO_NOTHING)
    programme = models.ForeignKey(Programme, on_delete=models.DO_NOTHING)
    region = models.ForeignKey(Region, on_delete=models.DO_NOTHING)
    town = models.ForeignKey(Town, on_delete=models.DO_NOTHING, null=True)

    class Meta:
        managed = False
        db_table = "projects_project"
        ordering = ["-pk"]


class Shift(models.Model):
    seats = models.IntegerField()
    seats_taken = models.IntegerField()

    class Meta:
        managed = False
        db_table = "floor_shift"


class SignUp(models.Model):
    volunteer = models.ForeignKey(Volunteer, on_delete=models.DO_NOTHING)
    shift = models.ForeignKey(Shift, on_delete=models.DO_NOTHING)
    state = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    pass_secret = models.CharField(max_length=32)
    pass_code = models.CharField(max_length=8)

    class Meta:
        managed = False
        db_table = "floor_signup"
