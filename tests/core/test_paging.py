"""Pages of suggestions, which nobody counts."""

from __future__ import annotations

import pytest
from django.core.paginator import EmptyPage

from qazvolunteer.core.paging import GlancingPaginator


@pytest.mark.parametrize(("number", "shown", "more"), [(1, 20, True), (2, 20, True), (3, 5, False), (4, 0, False)])
def test_one_row_more_says_whether_others_follow(number: int, shown: int, more: bool) -> None:
    page = GlancingPaginator(range(45), 20).page(number)
    assert (len(page.object_list), page.has_next()) == (shown, more)


def test_a_full_last_page_is_the_last() -> None:
    assert not GlancingPaginator(range(40), 20).page(2).has_next()


@pytest.mark.parametrize("number", [0, -1])
def test_there_is_nothing_before_the_first_page(number: int) -> None:
    with pytest.raises(EmptyPage):
        GlancingPaginator(range(45), 20).page(number)
