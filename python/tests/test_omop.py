"""A database of OMOP gives the answers that the same patients give as case JSON. On DuckDB, and on a PostgreSQL of its own where one is installed."""

import glob
import json
import os
import pwd
import shutil
import subprocess
import tempfile

import pytest

import her2
from her2 import omop

from omop_database import CONCEPTS, OF_CONDITION, OF_SPECIMEN, Cdm, id_of

DAY = "2026-11-23"
CELLS = ["tumour", "result", "class", "rule_set", "owed", "indicated", "possible"]

pyarrow = pytest.importorskip("pyarrow")


def duckdb_connection():
    return pytest.importorskip("duckdb").connect()


@pytest.fixture(scope="session")
def postgres():
    """A cluster in a folder of its own, on a socket there; gone with the tests."""
    psycopg = pytest.importorskip("psycopg")
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found:
        pytest.skip("no PostgreSQL is installed (Debian: postgresql)")
    if os.getuid() == 0 and not any(user.pw_name == "postgres" for user in pwd.getpwall()):
        pytest.skip("PostgreSQL refuses to run as root, and there is no user postgres")
    user = {"user": "postgres"} if os.getuid() == 0 else {}
    bin = os.path.dirname(found[-1])
    folder = tempfile.mkdtemp(prefix="her2-pg-")
    if user:
        shutil.chown(folder, "postgres")
    data = os.path.join(folder, "data")
    run = lambda *command: subprocess.run(command, check=True, capture_output=True, cwd=folder, **user)
    run(f"{bin}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
    run(f"{bin}/pg_ctl", "-D", data, "-w", "-l", os.path.join(folder, "log"), "-o", f"-k {folder} -c listen_addresses='' -c fsync=off", "start")
    try:
        yield lambda: psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True)
    finally:
        run(f"{bin}/pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["duckdb", "postgresql"])
def cdm(request):
    if request.param == "duckdb":
        yield Cdm(duckdb_connection())
        return
    with request.getfixturevalue("postgres")() as connection:
        connection.cursor().execute("DROP SCHEMA IF EXISTS cdm CASCADE; CREATE SCHEMA cdm; SET search_path TO cdm")
        yield Cdm(connection)


def bundle_of(cdm, person):
    (found,) = [bundle for id, bundle in omop.cases(cdm.connection, persons=[person])]
    return found


def resource(bundle, name):
    (found,) = [each["resource"] for each in bundle["entry"] if each["resource"]["id"] == name]
    return found


def warnings_of(cdm, person):
    (row,) = omop.screen(cdm.connection, as_of=DAY, persons=[person]).to_pyarrow().to_pylist()
    return row["warnings"]


# --- the same patients in both forms


def low_metastatic(cdm, person):
    cdm.person(person)
    tumour = cdm.condition(person, "ductal-breast", "2019-10-01", condition_source_value="C50.9")
    for receptor in ("er", "pr"):
        cdm.measurement(person, receptor, "2019-10-14", value_as_concept_id="positive", measurement_event_id=tumour, meas_event_field_concept_id=OF_CONDITION)
    cdm.measurement(person, "metastasis-liver", "2023-07-01", measurement_source_concept_id="c78.7")
    cdm.measurement(person, "her2-ihc", "2026-05-06", value_as_concept_id="score-2")
    cdm.measurement(person, "her2-ratio", "2026-05-06", value_as_number=1.3, unit_concept_id="ratio")
    cdm.measurement(person, "her2-copies", "2026-05-06", value_as_number=2.6, unit_source_value="{copies}/{nucleus}")
    cdm.drug(person, "letrozole", "2020-01-10", "2023-06-10", stop_reason="progression")
    cdm.drug(person, "capecitabine", "2025-09-01", "2026-05-01", stop_reason="progression")
    return {
        "id": str(person),
        "birthDate": "1964",
        "sex": "female",
        "tumours": [
            {"kind": "breast", "histology": "ductal", "diagnosed": "2019-10-01", "setting": "metastatic", "er": {"status": "positive"}, "pr": {"status": "positive"}, "metastases": ["liver"]}
        ],
        "specimens": [{"id": "s", "date": "2026-05-06", "ihc": {"score": "2+"}, "ish": {"ratio": 1.3, "her2Copies": 2.6}}],
        "treatments": [
            {"drugs": ["letrozole"], "start": "2020-01-10", "end": "2023-06-10", "endReason": "progression"},
            {"drugs": ["capecitabine"], "start": "2025-09-01", "end": "2026-05-01", "endReason": "progression"},
        ],
    }


def positive_early(cdm, person):
    cdm.person(person, month_of_birth=4, day_of_birth=2)
    cdm.condition(person, "breast-cancer", "2026-09-01")
    cdm.measurement(person, "pT2", "2026-09-28")
    cdm.measurement(person, "stage-2A", "2026-09-02")
    cdm.measurement(person, "er", "2026-09-28", value_as_concept_id="negative")
    cdm.measurement(person, "pr", "2026-09-28", value_as_concept_id="negative")
    cdm.measurement(person, "her2-ihc", "2026-09-28", value_as_number=95, unit_concept_id="percent", value_as_concept_id="score-3", value_source_value="95")
    cdm.measurement(person, "lvef", "2026-10-10", value_as_number=63, unit_concept_id="percent")
    cdm.procedure(person, "mastectomy", "2026-09-28")
    return {
        "id": str(person),
        "birthDate": "1964-04-02",
        "sex": "female",
        "tumours": [{"kind": "breast", "diagnosed": "2026-09-01", "t": "pT2", "stage": "IIA", "er": {"status": "negative"}, "pr": {"status": "negative"}}],
        "specimens": [{"id": "s", "date": "2026-09-28", "ihc": {"score": "3+", "percent": 95}}],
        "treatments": [{"procedure": "surgery", "date": "2026-09-28"}],
        "measurements": [{"kind": "lvef", "value": 63, "unit": "%", "date": "2026-10-10"}],
    }


def partly_known(cdm, person):
    """A ratio of two or more, and nothing else: the group stays open, and so does the answer."""
    cdm.person(person, sex="male", year=1971)
    cdm.condition(person, "breast-cancer", "2022-05-01")
    cdm.measurement(person, "metastasis", "2024-02-01")
    cdm.measurement(person, "her2-ratio", "2024-02-10", operator_concept_id=">=", value_as_number=2, unit_concept_id="ratio")
    return {
        "id": str(person),
        "birthDate": "1971",
        "sex": "male",
        "tumours": [{"kind": "breast", "diagnosed": "2022-05-01", "setting": "metastatic"}],
        "specimens": [{"id": "s", "date": "2024-02-10", "ish": {"ratio": ">= 2"}}],
    }


PATIENTS = [low_metastatic, positive_early, partly_known]


def test_the_same_patients_get_the_same_answers(cdm):
    wanted = [build(cdm, 11 * (i + 1)) for i, build in enumerate(PATIENTS)]
    got = omop.screen(cdm.connection, as_of=DAY, batch=2).to_pyarrow().to_pylist()
    table = pyarrow.table({"record": [json.dumps(case) for case in wanted]})
    expected = her2.screen(table, as_of=DAY).to_pyarrow().to_pylist()
    assert [row["case"] for row in got] == ["11", "22", "33"]
    for mine, theirs in zip(got, expected):
        assert {name: mine[name] for name in CELLS} == {name: theirs[name] for name in CELLS}, mine["case"]
        assert [said["where"] for said in json.loads(mine["warnings"] or "[]") if "_occurrence-" in said["where"] or "measurement-" in said["where"]] == [], mine["case"]
    # what the rules say of these patients, whatever either reader does (ASCO/CAP 2018: 2+ and group 5; 3+; group 1 or 2 or 3 open)
    assert (got[0]["result"], got[0]["class"]) == ("negative", "low")
    assert (got[1]["result"], got[1]["class"]) == ("positive", "positive")
    assert set(got[2]["result"].split(";")) >= {"positive", "negative"}


def test_batches_and_schemas_do_not_change_the_answer(cdm):
    for i, build in enumerate(PATIENTS):
        build(cdm, i + 1)
    cdm.measurement(3, "her2-serum", "2024-02-10", value_as_number=12)
    whole = omop.screen(cdm.connection, as_of=DAY, batch=100).to_pyarrow().to_pylist()
    places = [said["where"] for row in whole for said in json.loads(row["warnings"] or "[]")]
    assert any(place.startswith("person 3 Observation/measurement-") for place in places), places
    schema = "cdm" if "psycopg" in type(cdm.connection).__module__ else "main"
    assert omop.screen(cdm.connection, as_of=DAY, batch=1, schema=schema).to_pyarrow().to_pylist() == whole
    with pytest.raises(ValueError, match="schema"):
        omop.screen(cdm.connection, as_of=DAY, schema="cdm; DROP TABLE person")


def test_a_stream_comes_batch_by_batch():
    cdm = Cdm(duckdb_connection())
    for i, build in enumerate(PATIENTS):
        build(cdm, i + 1)
    reader = omop.stream(cdm.connection, as_of=DAY, batch=2)
    assert [batch.num_rows for batch in reader if batch.num_rows] == [2, 1]


def test_a_person_of_whom_nothing_is_there_stays():
    cdm = Cdm(duckdb_connection())
    low_metastatic(cdm, 1)
    got = omop.screen(cdm.connection, as_of=DAY, persons=[1, 404]).to_pyarrow().to_pylist()
    assert [row["case"] for row in got] == ["1", "404"]
    assert got[1]["class"] == "not-tested" or got[1]["row_status"] == "rejected"


def test_a_trace_names_the_row():
    cdm = Cdm(duckdb_connection())
    low_metastatic(cdm, 7)
    explained = her2.explain(bundle_of(cdm, 7), as_of=DAY)
    assert "Observation/measurement-5.valueQuantity" in explained  # the ratio
    assert "Condition/condition_occurrence-1" in explained


def test_persons_without_a_tumour_or_her2_are_left_out():
    cdm = Cdm(duckdb_connection())
    cdm.person(1)
    cdm.condition(1, "leukaemia", "2020-01-01")
    cdm.measurement(1, "glucose", "2020-01-01", value_as_number=90)
    cdm.person(2)
    cdm.condition(2, "breast-quadrant", "2020-01-01")
    cdm.person(3)
    cdm.condition(3, "breast-lymphoma", "2020-01-01")
    assert [id for id, _ in omop.cases(cdm.connection)] == [2]
    assert [id for id, _ in omop.cases(cdm.connection, persons=[2, 1, 1])] == [1, 2]
    (row,) = omop.screen(cdm.connection, as_of=DAY).to_pyarrow().to_pylist()
    assert row["tumour"] == "breast"  # known by what stands above it; leukaemia is not, though a malignant neoplasm


def test_a_database_that_is_not_of_omop_is_refused():
    cdm = Cdm(duckdb_connection())
    with pytest.raises(ValueError, match="no person, .* in elsewhere"):
        omop.screen(cdm.connection, as_of=DAY, schema="elsewhere")
    cdm.run("ALTER TABLE measurement DROP COLUMN meas_event_field_concept_id")
    with pytest.raises(ValueError, match="expected OMOP CDM 5.4"):
        omop.concepts(cdm.connection)
    cdm.run("DROP TABLE drug_exposure")
    with pytest.raises(ValueError, match="no drug_exposure in any schema"):
        next(omop.cases(cdm.connection))


def test_an_empty_database_gives_an_empty_worklist():
    cdm = Cdm(duckdb_connection())
    got = omop.screen(cdm.connection, as_of=DAY).to_pyarrow()
    assert got.num_rows == 0 and got.schema.names[0] == "case"


# --- what cannot be read is said, and where


def breast(cdm, person=1):
    cdm.person(person)
    cdm.condition(person, "breast-cancer", "2024-01-01")


@pytest.mark.parametrize(
    "said, row, words",
    [
        ("serum says nothing of tissue", dict(concept="her2-serum", value_as_number=12), "HER2 in serum"),
        ("one concept for mutation, expression and amplification", dict(concept="erbb2-genomic", value_as_concept_id="positive"), "says nothing certain"),
        ("a test of the site", dict(concept="her2-score-of-site", value_as_concept_id="positive"), "is no test of the knowledge"),
        ("unmapped, with words", dict(concept=0, measurement_source_value="HER2/neu Panel v2", value_source_value="3+"), "is no test of the knowledge"),
        ("no value", dict(concept="her2-ihc"), "has no value"),
        ("an answer to another question", dict(concept="her2-ihc", value_source_value="see comment"), "see comment"),
        ("a number without unit", dict(concept="her2-ihc", value_as_number=40), "no unit"),
        ("a number whose operator nobody knows", dict(concept="her2-ratio", operator_concept_id="about", value_as_number=2.5), "Approximate"),
        ("a code used for another test", dict(concept="her2-ihc", value_as_concept_id="positive", measurement_source_value="PD-L1 22C3"), "not used"),
        ("a metastasis that cannot be placed", dict(concept="metastasis-odd"), "no metastasis that the knowledge can place"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_located_warning(said, row, words):
    cdm = Cdm(duckdb_connection())
    breast(cdm)
    row = dict(row)
    cdm.measurement(1, row.pop("concept"), "2024-01-02", **row)
    warnings = warnings_of(cdm, 1)
    assert words in warnings and "measurement-1" in warnings, said
    # and nothing is concluded from it
    assert her2.assess(bundle_of(cdm, 1), as_of=DAY).status["class"] in (["not-tested"], ["indeterminate"]), said


def test_a_concept_copied_wrongly_makes_no_metastasis():
    """36769180 is "Metastasis"; scripts exist that take it for HER2."""
    cdm = Cdm(duckdb_connection())
    breast(cdm)
    cdm.measurement(1, "metastasis", "2024-01-02", measurement_source_value="HER2 receptor", value_as_concept_id="negative")
    assert "measurement-1" in warnings_of(cdm, 1)
    (resource_,) = [each["resource"] for each in bundle_of(cdm, 1)["entry"] if each["resource"]["id"] == "measurement-1" and each["resource"]["resourceType"] != "OperationOutcome"]
    assert resource_["resourceType"] == "Observation"


def test_a_diagnosis_mapped_to_another_marker_gives_no_status():
    """HemOnc's ER-positive breast cancer was mapped to HER2-positive carcinoma (an issue of the OMOP vocabularies, 2024)."""
    cdm = Cdm(duckdb_connection())
    breast(cdm)
    cdm.condition(1, "her2-positive-cancer", "2024-01-02", condition_source_concept_id="er-positive-cancer")
    assert "says nothing of HER2" in warnings_of(cdm, 1)
    assert her2.assess(bundle_of(cdm, 1), as_of=DAY).status["class"] == ["not-tested"]
    cdm.condition(1, "her2-positive-cancer", "2024-01-03", condition_source_value="C50.9")
    assert her2.assess(bundle_of(cdm, 1), as_of=DAY).status["result"] == ["positive"]


def test_a_qualified_observation_is_not_read():
    cdm = Cdm(duckdb_connection())
    breast(cdm)
    cdm.add("observation", observation_id=5, person_id=1, observation_concept_id="her2-ihc", observation_date="2024-01-02", observation_type_concept_id=0, value_as_string="3+")
    assert her2.assess(bundle_of(cdm, 1), as_of=DAY).status["class"] == ["positive"]
    cdm.run("UPDATE observation SET qualifier_concept_id = %d" % id_of("suspected"))
    assert "observation-5" in warnings_of(cdm, 1) and "Suspected" in warnings_of(cdm, 1)
    assert her2.assess(bundle_of(cdm, 1), as_of=DAY).status["class"] == ["not-tested"]


def test_a_preliminary_diagnosis_is_not_read():
    cdm = Cdm(duckdb_connection())
    cdm.person(1)
    cdm.condition(1, "breast-cancer", "2024-01-01", condition_status_concept_id="preliminary")
    assert "Condition/condition_occurrence-1" in warnings_of(cdm, 1)
    assert "tumours" not in resource(bundle_of(cdm, 1), "condition_occurrence-1")
    (row,) = omop.screen(cdm.connection, as_of=DAY).to_pyarrow().to_pylist()
    assert row["tumour"] != "breast"


def test_the_number_of_a_concept_is_no_code_of_rxnorm():
    """1298944 is pertuzumab in RxNorm, and some other concept in OMOP."""
    cdm = Cdm(duckdb_connection())
    breast(cdm)
    cdm.drug(1, "a-number", "2024-02-01", "2024-02-01")
    read = {each["concept_id"]: each["kind"] for each in omop.concepts(cdm.connection)}
    assert read[1298944] == ""
    assert read[id_of("breast-cancer")] == "tumour"


# --- drugs and regimens


def treatments(cdm, person):
    return [
        line
        for line in her2.explain(bundle_of(cdm, person), as_of=DAY).splitlines()
        if "drug_exposure-" in line or "episode-" in line or "procedure_occurrence-" in line
    ]


def test_a_product_is_its_ingredients():
    cdm = Cdm(duckdb_connection())
    breast(cdm)
    cdm.drug(1, "product", "2024-02-01", "2024-02-01", drug_type_concept_id="dose")
    given = resource(bundle_of(cdm, 1), "drug_exposure-1")
    assert given["resourceType"] == "MedicationAdministration"
    assert [each["itemCodeableConcept"]["coding"][0]["display"] for each in given["contained"][0]["ingredient"]] == ["docetaxel"]


def test_drugs_of_an_episode_are_one_regimen():
    cdm = Cdm(duckdb_connection())
    breast(cdm)
    first = cdm.drug(1, "trastuzumab", "2024-02-01", "2024-02-01")
    second = cdm.drug(1, "docetaxel", "2024-03-15", "2024-03-15")
    other = cdm.drug(1, "capecitabine", "2025-03-15", "2025-03-15")
    cdm.episode(1, "regimen", "2024-02-01", "2024-06-01", "hemonc", [first, second])
    bundle = bundle_of(cdm, 1)
    groups = [resource(bundle, f"drug_exposure-{id}").get("groupIdentifier", {}).get("value") for id in (first, second, other)]
    assert groups == ["episode-1", "episode-1", None]


def test_a_regimen_without_exposures_is_read_by_its_drugs_or_said():
    cdm = Cdm(duckdb_connection())
    breast(cdm)
    cdm.episode(1, "regimen", "2024-02-01", "2024-06-01", "hemonc")
    cdm.episode(1, "regimen", "2024-07-01", "2024-09-01", "hemonc-unknown")
    bundle = bundle_of(cdm, 1)
    known = resource(bundle, "episode-1")
    assert {each["itemCodeableConcept"]["coding"][0]["display"] for each in known["contained"][0]["ingredient"]} == {"trastuzumab", "docetaxel"}
    assert resource(bundle, "episode-2")["resourceType"] == "OperationOutcome"
    assert "Regimen of the hospital" in warnings_of(cdm, 1)


def test_a_procedure_is_known_by_what_stands_above_it():
    cdm = Cdm(duckdb_connection())
    breast(cdm)
    cdm.procedure(1, "mastectomy-cpt", "2024-02-01")
    read = [each for each in omop.concepts(cdm.connection) if each["table"] == "procedure_occurrence"]
    assert [(each["kind"], each["read_as"], each["broader"]) for each in read] == [("procedure", "surgery", True)]


# --- specimens


def test_a_test_belongs_to_the_specimen_it_is_linked_to():
    cdm = Cdm(duckdb_connection())
    breast(cdm)
    primary = cdm.specimen(1, "biopsy", "2024-01-01", "breast-site")
    liver = cdm.specimen(1, "biopsy", "2024-01-03", "liver-site")
    cdm.measurement(1, "her2-ihc", "2024-01-02", value_as_concept_id="score-3", measurement_event_id=primary, meas_event_field_concept_id=OF_SPECIMEN)
    cdm.measurement(1, "her2-fish", "2024-01-04", value_as_concept_id="negative")
    cdm.add("fact_relationship", domain_concept_id_1=21, fact_id_1=2, domain_concept_id_2=36, fact_id_2=liver, relationship_concept_id=0)
    bundle = bundle_of(cdm, 1)
    assert [resource(bundle, f"measurement-{id}")["specimen"]["reference"] for id in (1, 2)] == [f"Specimen/specimen-{primary}", f"Specimen/specimen-{liver}"]
    assert len(her2.assess(bundle, as_of=DAY).status["specimens"]) == 2


def test_what_is_read_can_be_looked_through():
    cdm = Cdm(duckdb_connection())
    low_metastatic(cdm, 1)
    cdm.measurement(1, "glucose", "2024-01-01", value_as_number=90)
    read = {each["name"]: each for each in omop.concepts(cdm.connection)}
    assert read[CONCEPTS["her2-ihc"][3]]["kind"] == "specimen-test"
    assert read["Glucose [Mass/volume] in Serum or Plasma"]["kind"] == ""
    assert read["Metastasis to liver"]["kind"] == "metastasis"
    assert sum(each["rows"] for each in read.values()) == 10
