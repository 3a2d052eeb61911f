"""The same cohort on a real Spark of several processes: a driver and two executors, each with Python workers of its own."""

import json
import os
import pathlib
import signal
import sys

import pytest

import her2

pyspark = pytest.importorskip("pyspark")
pyarrow = pytest.importorskip("pyarrow")
from pyspark.sql import SparkSession  # noqa: E402

from her2 import spark as her2_spark  # noqa: E402

DAY = "2026-11-23"
ROWS = 3000


@pytest.fixture(scope="module")
def session():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.executor.memory", "1024m")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
        .config("spark.task.maxFailures", "8")
        .getOrCreate()
    )
    yield session
    session.stop()


def cases():
    """Cases made here, one of them broken: what matters is that Spark changes nothing."""
    for i in range(ROWS):
        score = ["0", "1+", "2+", "3+"][i % 4]
        record = {"id": f"p{i}", "tumours": [{"kind": "breast", "setting": "metastatic"}], "specimens": [{"id": "s", "ihc": {"score": score}}]}
        yield (f"p{i}", json.dumps(record) if i != 77 else '{"id": ')


def by_case(rows):
    return sorted(tuple("" if value is None else value for value in row.values()) for row in rows)


def test_spark_gives_what_one_process_gives(session):
    rows = list(cases())
    frame = session.createDataFrame(rows, "patient_id string, record string").repartition(6)
    got = [row.asDict() for row in her2_spark.screen(frame, as_of=DAY).collect()]
    table = pyarrow.table({"patient_id": [row[0] for row in rows], "record": [row[1] for row in rows]})
    wanted = her2.screen(table, as_of=DAY).to_pyarrow().to_pylist()
    assert len(got) == ROWS
    assert sum(row["row_status"] == "rejected" for row in got) == 1
    # A rejected row names its place in its batch, which Spark chooses.
    for row in got + wanted:
        row["error_where"] = ""
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
    for row in got + whole:
        row["error_where"] = ""
    assert by_case(got) == by_case(whole)
