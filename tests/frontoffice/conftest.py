"""Rules are asserted in a module of their own; what they found is told as in a test."""

import pytest

from tests.workplace import cast, sign_in, workplace  # noqa: F401

pytest.register_assert_rewrite("tests.frontoffice.rules")
