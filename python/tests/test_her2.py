"""The module as its users meet it. The command line is the yardstick: the same record, the same answer."""

import csv
import io
import json
import pathlib

import pytest

import her2

ROOT = pathlib.Path(__file__).resolve().parents[2]
DAY = "2026-11-23"
CASE = (ROOT / "examples/cases/breast-low-metastatic.json").read_text()
COHORT = (ROOT / "examples/cohort/sample.csv").read_text()


def test_a_case_as_text_bytes_or_dict_is_one_case():
    answers = [her2.assess(form, as_of=DAY) for form in (CASE, CASE.encode(), json.loads(CASE))]
    assert answers[0].status["class"] == ["low"]
    assert all(answer.status == answers[0].status and answer.options == answers[0].options for answer in answers)
    assert {option["region"] for option in answers[0].options} == {"US", "EU"}


def test_options_are_told_apart_by_state():
    answer = her2.assess(CASE, as_of=DAY, regions=["US"])
    assert all(option["state"] == "indicated" for option in answer.indicated)
    assert {option["region"] for option in answer.options} == {"US"}
    with pytest.raises(AttributeError, match="status"):
        answer.nothing


def test_the_day_decides():
    """T-DXd for HER2-low disease was approved in the US on 2022-08-05 (FDA)."""
    ids = lambda day: {option["id"] for option in her2.assess(CASE, as_of=day, regions=["US"]).options}
    assert "trastuzumab-deruxtecan/breast-low-after-chemotherapy" not in ids("2022-08-04")
    assert "trastuzumab-deruxtecan/breast-low-after-chemotherapy" in ids("2022-08-05")


def test_an_overlay_lies_over_the_knowledge():
    site = her2.Knowledge(ROOT / "examples/overlay")
    answer = site.assess(CASE, as_of=DAY)
    assert [layer["id"] for layer in answer.knowledge["layers"]] == ["base", "st-elsewhere"]
    assert "st-elsewhere-low-to-the-board" in [guideline["id"] for guideline in answer.guidelines]
    assert "layers" not in her2.assess(CASE, as_of=DAY).knowledge


def test_what_cannot_be_read_says_where():
    with pytest.raises(her2.Her2Error, match="record"):
        her2.assess('{"id": ')
    with pytest.raises(ValueError, match="as_of"):
        her2.assess(CASE, as_of="yesterday")
    with pytest.raises(ValueError, match="regions"):
        her2.assess(CASE, as_of=DAY, regions=["MARS"])
    with pytest.raises(TypeError, match="Arrow"):
        her2.screen([1, 2])


def test_html_is_escaped():
    answer = her2.assess({"id": "<script>alert(1)</script>"}, as_of=DAY)
    assert "<script>" not in answer._repr_html_()


def test_knowledge_in_words():
    assert "breast.ish-group" in her2.show()
    with pytest.raises(KeyError):
        her2.show("nothing-of-this-name")


@pytest.fixture(scope="module")
def rows():
    return list(csv.DictReader(io.StringIO(COHORT)))


def frames(rows):
    """The sample cohort in every library that is here."""
    names = list(rows[0])
    columns = {name: [row[name] or None for row in rows] for name in names}
    pyarrow = pytest.importorskip("pyarrow")
    cohort = pyarrow.table({name: pyarrow.array(values, pyarrow.string()) for name, values in columns.items()})
    yield "pyarrow", cohort
    yield "dictionary", pyarrow.table({name: cohort[name].dictionary_encode() for name in names})
    yield "slices", pyarrow.concat_tables([cohort.slice(0, 7), cohort.slice(7, 1), cohort.slice(8)])
    polars = pytest.importorskip("polars")
    yield "polars", polars.DataFrame(columns, schema={name: polars.String for name in names})
    duckdb = pytest.importorskip("duckdb")
    yield "duckdb", duckdb.sql("select * from cohort")
    pandas = pytest.importorskip("pandas")
    yield "pandas", pandas.DataFrame(columns)


def test_every_frame_gives_the_same_worklist(rows):
    wanted = None
    for name, frame in frames(rows):
        got = her2.screen(frame, as_of=DAY).to_pyarrow().to_pylist()
        assert len(got) == len(rows), name
        assert [row["case"] for row in got] == [row["id"] for row in rows], name
        wanted = wanted or got
        assert got == wanted, name


def test_threads_do_not_change_the_answer(rows):
    frame = next(frames(rows))[1]
    one = her2.screen(frame, as_of=DAY, threads=1).to_pyarrow()
    assert one == her2.screen(frame, as_of=DAY, threads=4).to_pyarrow()


def test_numbers_and_dates_are_read_as_what_they_are():
    pyarrow = pytest.importorskip("pyarrow")
    import datetime

    typed = pyarrow.table(
        {
            "id": ["a", "b"],
            "tumour_kind": ["breast", "breast"],
            "s1_date": pyarrow.array([datetime.date(2024, 5, 1), None]),
            "s1_ihc_score": ["2+", "2+"],
            "s1_ish_ratio": pyarrow.array([2.4, float("nan")]),
            "s1_ish_her2_copies": pyarrow.array([6.5, None]),
            "s1_ish_cells": pyarrow.array([40, None], pyarrow.int16()),
        }
    )
    got = her2.screen(typed, as_of=DAY).to_pyarrow().to_pylist()
    assert got[0]["result"] == "positive"  # ratio >= 2.0 with >= 4.0 copies: group 1 (ASCO/CAP 2018)
    assert got[1]["result"] == "positive;negative"  # 2+ without ISH is not final


def test_rows_that_cannot_be_read_stay(rows):
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"patient_id": ["x", "y"], "record": [CASE, '{"id": ']})
    got = her2.screen(table, as_of=DAY).to_pyarrow().to_pylist()
    assert [row["row_status"] for row in got] == ["ok" if got[0]["row_status"] == "ok" else "incomplete", "rejected"]
    assert got[1]["case"] == "y" and got[1]["error_code"] and got[1]["error_where"].startswith("row 1")


def test_what_is_said_of_a_row_that_counts_stands_beside_it():
    """A cell that is no score is not used, and the row says so, as `her2 screen --errors` does."""
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"id": ["a", "b"], "tumour_kind": ["breast", "breast"], "s1_ihc_score": ["3+", "strong"]})
    got = her2.screen(table, as_of=DAY).to_pyarrow().to_pylist()
    assert got[0]["warnings"] == "" and got[0]["row_status"] != "rejected"
    (warning,) = json.loads(got[1]["warnings"])
    assert got[1]["row_status"] != "rejected" and got[1]["error_code"] == ""
    assert (warning["severity"], warning["code"]) == ("warning", "cell-refused")
    assert "s1_ihc_score" in warning["where"] and "strong" in warning["message"]


def test_a_warning_before_the_error_does_not_hide_it():
    """A row without an id is refused for that, whatever else is said of it."""
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"id": [""], "tumour_kind": ["breast"], "s1_ihc_score": ["strong"]})
    (row,) = her2.screen(table, as_of=DAY).to_pyarrow().to_pylist()
    assert (row["row_status"], row["error_code"]) == ("rejected", "id-missing")
    assert [problem["code"] for problem in json.loads(row["warnings"])] == ["cell-refused"]


def test_what_the_assessment_warns_of_stands_beside_the_row_too():
    pyarrow = pytest.importorskip("pyarrow")
    (row,) = her2.screen(pyarrow.table({"record": ['{"id": "x", "tumours": [{"setting": "metastatic"}]}']}), as_of=DAY).to_pyarrow().to_pylist()
    (warning,) = json.loads(row["warnings"])
    assert (warning["code"], warning["where"]) == ("tumour-unknown", "row 0 tumours")


def test_a_column_that_nothing_reads_is_a_warning():
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"id": ["a"], "tumour_kind": ["breast"], "s1_ihc_scroe": ["3+"]})
    with pytest.warns(UserWarning, match="s1_ihc_scroe"):
        her2.screen(table, as_of=DAY)


def test_the_columns_are_those_that_are_named():
    pyarrow = pytest.importorskip("pyarrow")
    from her2 import _core

    table = her2.screen(pyarrow.table({"record": [CASE]}), as_of=DAY).to_pyarrow()
    assert table.column_names == _core.screened_columns()
    assert table.column_names[-5:] == ["row_status", "error_code", "error_where", "error_text", "warnings"]


def test_a_column_of_another_type_is_named():
    pyarrow = pytest.importorskip("pyarrow")
    with pytest.raises(RuntimeError, match="lists"):
        her2.screen(pyarrow.table({"id": ["a"], "tumour_kind": ["breast"], "lists": [["x"]]}), as_of=DAY)
    with pytest.raises(her2.Her2Error, match="layout"):
        her2.screen(pyarrow.table({"something": ["a"]}), as_of=DAY)
