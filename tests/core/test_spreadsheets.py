import csv
import io

import pytest

from qazvolunteer.core.spreadsheets import cell, csv_file


@pytest.mark.parametrize("text", ["=1+1", "+7 701", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    assert [cell(value) for value in (-5, 1.5, None, "Абай")] == [-5, 1.5, "", "Абай"]


def test_a_file_opens_in_spreadsheets_and_programs() -> None:
    response = csv_file("regions", ["Аты", "n"], [["Ә, «Б»", 3], ["=x", None]])
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="regions.csv"' in response["Content-Disposition"]
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows == [["Аты", "n"], ["Ә, «Б»", "3"], ["'=x", ""]]
