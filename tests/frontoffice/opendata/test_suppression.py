"""No hidden cell of the public tables can be worked out from what is shown."""

from __future__ import annotations

import itertools
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from frontoffice.opendata.suppression import ALL, hidden_in
from qazvolunteer.core.small_cells import LEAST, Sum, determined, hidden

Table = dict[tuple[str, str], int]


def with_totals(numbers: dict[tuple[str, str], int], rows: list[str], columns: list[str]) -> Table:
    table = dict(numbers)
    for row in rows:
        table[row, ALL] = sum(numbers[row, column] for column in columns)
    for column in (*columns, ALL):
        table[ALL, column] = sum(table[row, column] for row in rows)
    return table


def sums(rows: list[str], columns: list[str]) -> list[tuple[tuple[str, str], list[tuple[str, str]]]]:
    """Written here once more, apart from the code that is tested."""
    found = []
    for row in (*rows, ALL):
        found.append(((row, ALL), [(row, column) for column in columns]))
    for column in (*columns, ALL):
        found.append(((ALL, column), [(row, column) for row in rows]))
    return found


def solvable(table: Table, equations: list, unknown: set) -> set:
    """Unknown cells that follow from the others, by exact fractions: their unit vector is a combination of rows."""
    columns = sorted(unknown)
    matrix = []
    for total, parts in equations:
        matrix.append([Fraction((cell in parts) - (cell == total)) for cell in columns])
    at = 0
    for column in range(len(columns)):
        pivot = next((row for row in range(at, len(matrix)) if matrix[row][column]), None)
        if pivot is None:
            continue
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        lead = matrix[at][column]
        matrix[at] = [value / lead for value in matrix[at]]
        for row in range(len(matrix)):
            if row != at and matrix[row][column]:
                times = matrix[row][column]
                matrix[row] = [a - times * b for a, b in zip(matrix[row], matrix[at], strict=True)]
        at += 1
    return {columns[row.index(1)] for row in matrix if sum(1 for value in row if value) == 1}


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, list[str], list[str]]:
    rows = [f"r{number}" for number in range(draw(st.integers(1, 6)))]
    columns = [f"m{number:02}" for number in range(draw(st.integers(1, 6)))]
    numbers = st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 12), st.integers(13, 5000))
    return (
        with_totals({cell: draw(numbers) for cell in itertools.product(rows, columns)}, rows, columns),
        rows,
        columns,
    )


@settings(max_examples=300, deadline=None)
@given(tables())
def test_nothing_hidden_can_be_computed_from_the_sums(given_table: tuple[Table, list[str], list[str]]) -> None:
    table, rows, columns = given_table
    found = hidden_in(table)
    assert {cell for cell, number in table.items() if number < LEAST} <= found
    # A cell with nobody in it reveals nobody: whoever knows all of those still computes no other.
    unknown = {cell for cell in found if table[cell]}
    assert solvable(table, sums(rows, columns), unknown) == set()


@settings(max_examples=200, deadline=None)
@given(tables())
def test_the_rest_of_a_shown_sum_is_no_small_group(given_table: tuple[Table, list[str], list[str]]) -> None:
    table, rows, columns = given_table
    found = hidden_in(table)
    for total, parts in sums(rows, columns):
        away = [cell for cell in parts if cell in found]
        if total not in found and any(table[cell] for cell in away):
            assert sum(table[cell] for cell in away) >= LEAST


@settings(max_examples=150, deadline=None)
@given(tables(), st.data())
def test_tables_that_share_a_total_do_not_give_each_other_away(
    given_table: tuple[Table, list[str], list[str]], data: st.DataObject
) -> None:
    table, rows, columns = given_table
    programmes = ["p1", "p2", "p3"]
    split: dict[tuple[str, str], int] = {}
    for column in columns:
        left = table[ALL, column]
        for programme in programmes[:-1]:
            split[programme, column] = data.draw(st.integers(0, left))
            left -= split[programme, column]
        split[programmes[-1], column] = left
    second = with_totals(split, programmes, columns)
    found = hidden_in(table, second)
    both = {**table, **second}
    unknown = {cell for cell in found if both[cell]}
    assert solvable(both, sums(rows, columns) + sums(programmes, columns), unknown) == set()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=1, max_size=4))
def test_whoever_tries_every_number_finds_two_for_each_hidden_one(parts: list[int]) -> None:
    """Also knowing that nobody counts less than nothing: every hidden cell with people could be another number."""
    cells = {f"p{number}": value for number, value in enumerate(parts)}
    table = {**cells, "all": sum(parts)}
    found = hidden(table, [Sum("all", tuple(cells))])
    away = [cell for cell in cells if cell in found]
    if "all" in found or not away:
        return
    rest = table["all"] - sum(value for cell, value in cells.items() if cell not in found)
    fitting = [numbers for numbers in itertools.product(range(rest + 1), repeat=len(away)) if sum(numbers) == rest]
    for at, cell in enumerate(away):
        if table[cell]:
            assert len({numbers[at] for numbers in fitting}) > 1


def test_the_smallest_neighbour_is_hidden_with_it() -> None:
    table = {"a": 3, "b": 40, "c": 20, "all": 63}
    assert hidden(table, [Sum("all", ("a", "b", "c"))]) == {"a", "c"}


def test_large_tables_are_shown_whole() -> None:
    table = {"a": 10, "b": 11, "all": 21}
    assert hidden(table, [Sum("all", ("a", "b"))]) == frozenset()


def test_the_check_itself_finds_what_can_be_computed() -> None:
    """The control: with the small cells alone hidden, the sums do give them away."""
    table = {"a": 3, "b": 40, "all": 43}
    assert determined([Sum("all", ("a", "b"))], {"a"}) == {"a"}
    assert solvable(table, [("all", ["a", "b"])], {"a"}) == {"a"}
    crossed = with_totals({("r", "m"): 3, ("r", "n"): 40, ("s", "m"): 50, ("s", "n"): 60}, ["r", "s"], ["m", "n"])
    assert solvable(crossed, sums(["r", "s"], ["m", "n"]), {("r", "m"), ("r", "n")}) == {("r", "m"), ("r", "n")}
