"""Rules are asserted in a module of their own; what they found is told as in a test."""

import pytest

pytest.register_assert_rewrite("tests.frontoffice.rules")
