"""The same cohort on a real Spark of several processes: a driver and two executors, each with Python workers of its own."""

import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys

import pytest

import her2

pyspark = pytest.importorskip("pyspark")
pyarrow = pytest.importorskip("pyarrow")
from her2 import spark as her2_spark  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/bench"))
import spark_worklist  # noqa: E402

DAY = "2026-11-23"
ROWS = 3000


@pytest.fixture(scope="module")
def session():
    session = spark_worklist.session()
    yield session
    session.stop()


def cases():
    """Cases made here, one of them broken: what matters is that Spark changes nothing."""
    for i in range(ROWS):
        score = ["0", "1+", "2+", "3+"][i % 4]
        record = {"id": f"p{i}", "tumours": [{"kind": "breast", "setting": "metastatic"}], "specimens": [{"id": "s", "ihc": {"score": score}}]}
        yield (f"p{i}", json.dumps(record) if i != 77 else '{"id": ')


def by_case(rows):
    """The rows in one order. What is said of a row names its place in its batch, which Spark chooses."""
    said = ("error_where", "warnings")
    place = lambda text: re.sub(r"\brow[ :]\d+", "row", text)
    return sorted(tuple(place(value or "") if name in said else value or "" for name, value in row.items()) for row in rows)


def test_spark_gives_what_one_process_gives(session):
    rows = list(cases())
    frame = session.createDataFrame(rows, "patient_id string, record string").repartition(6)
    got = [row.asDict() for row in her2_spark.screen(frame, as_of=DAY).collect()]
    table = pyarrow.table({"patient_id": [row[0] for row in rows], "record": [row[1] for row in rows]})
    wanted = her2.screen(table, as_of=DAY).to_pyarrow().to_pylist()
    assert len(got) == ROWS
    assert sum(row["row_status"] == "rejected" for row in got) == 1
    assert by_case(got) == by_case(wanted)


def test_the_answer_is_the_same_after_an_executor_was_killed(session):
    rows = list(cases())
    marker = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"her2-spark-{os.getpid()}"
    path = str(marker)

    def kill_once(batches):
        import os as inner

        for batch in batches:
            try:
                inner.close(inner.open(path, inner.O_CREAT | inner.O_EXCL))
            except FileExistsError:
                yield batch
                continue
            inner.kill(inner.getppid(), signal.SIGKILL)  # the executor, or the daemon of its Python workers
            inner.kill(inner.getpid(), signal.SIGKILL)

    frame = session.createDataFrame(rows, "patient_id string, record string").repartition(6)
    wounded = frame.mapInArrow(kill_once, frame.schema)
    try:
        got = [row.asDict() for row in her2_spark.screen(wounded, as_of=DAY).collect()]
        assert marker.exists()
    finally:
        marker.unlink(missing_ok=True)
    whole = [row.asDict() for row in her2_spark.screen(frame, as_of=DAY).collect()]
    assert by_case(got) == by_case(whole)


def digest(lines):
    return hashlib.sha256("".join(sorted(f"{line}\n" for line in lines)).encode()).hexdigest()


def command():
    """The program beside which the module is held: HER2, else what is built here."""
    built = [ROOT / "build" / preset / "her2" for preset in ("release", "dev")]
    found = next((path for path in [pathlib.Path(os.environ.get("HER2", "/nowhere")), *built] if path.exists()), None)
    if found is None:
        pytest.skip("no her2 to hold Spark to: build it, or name it by HER2")
    return found


def test_spark_gives_what_the_command_gives(session, tmp_path):
    """Invented Bundles with their faults: the sorted lines have one checksum, and what one refuses the other does."""
    her2_command = command()
    bundles = tmp_path / "bundles.ndjson"
    bundles.write_bytes(subprocess.run([her2_command, "synth", "-n", "2000", "--format", "fhir"], check=True, capture_output=True).stdout)
    screened = subprocess.run([her2_command, "screen", bundles, "--as-of", DAY, "--today", DAY, "-q", "--errors", tmp_path / "errors"], capture_output=True, text=True)
    assert screened.returncode in (0, 1), screened.stderr  # 1: some records had errors
    wanted = screened.stdout.splitlines()
    worklist = her2_spark.screen(spark_worklist.bundles(session, str(bundles)), as_of=DAY).cache()
    got = list(spark_worklist.lines(worklist))
    assert wanted[0].split(",") == [name for name in worklist.columns if name not in spark_worklist.BEHIND]
    assert digest(got) == digest(wanted[1:])
    assert len(got) > 1900
    refused = worklist.where("row_status = 'rejected'").count()
    errors = [json.loads(line) for line in (tmp_path / "errors").read_text().splitlines()]
    assert refused == len({error["where"].split(":")[1] for error in errors if error["severity"] == "error"})
    assert len(got) + refused == 2000
