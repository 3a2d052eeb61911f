"""OMOP CDM 5.4 in, the worklist out: reads a database of DuckDB or PostgreSQL, writes nothing to it (docs/omop.md).

    import duckdb
    from her2 import omop
    connection = duckdb.connect("cdm.duckdb", read_only=True)
    worklist = omop.screen(connection, as_of="2026-11-23", regions=["US"])

A row becomes a FHIR resource named for it (Observation/measurement-12345), a person a Bundle, and the one FHIR intake reads it: same codes, same doubts.
"""

from __future__ import annotations

import array
import datetime
import json
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Sequence

import her2

from ._omop_bundle import Batch
from ._omop_database import Database
from ._omop_selection import SPEAKS, TABLES, Selection
from .table import Worklist

if TYPE_CHECKING:
    import pyarrow

__all__ = ["cases", "concepts", "screen", "stream"]

#: Who has one of these is read, where nobody says whom to read: a tumour, a test of tumour tissue, words about HER2.
_ABOUT = ("tumour", "cancer", "metastasis", "specimen-test", SPEAKS)


def cases(
    connection: Any,
    *,
    schema: str = "",
    vocabulary_schema: str = "",
    persons: Iterable[int] | None = None,
    batch: int = 500,
    knowledge: her2.Knowledge | None = None,
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each person with a FHIR Bundle of what is read, by person_id. `persons`: their ids; else all with a tumour, a HER2 test or words about HER2.

    Memory holds one batch of persons. `her2.assess(bundle)` takes a Bundle as it is.
    """
    database = Database(connection, schema, vocabulary_schema)
    selection = Selection(database, (knowledge or her2._built_in())._engine)
    chosen = _concerned(database, selection) if persons is None else array.array("q", sorted({int(person) for person in persons}))
    for at in range(0, len(chosen), batch):
        yield from Batch(database, selection, chosen[at : at + batch]).bundles()


def stream(
    connection: Any,
    *,
    as_of: str | datetime.date,
    regions: Sequence[str] = (),
    open_world: bool = False,
    threads: int = 0,
    schema: str = "",
    vocabulary_schema: str = "",
    persons: Iterable[int] | None = None,
    batch: int = 500,
    knowledge: her2.Knowledge | None = None,
) -> "pyarrow.RecordBatchReader":
    """The worklist, batch by batch as it is read: for a database larger than memory. `case` is the person_id. Needs pyarrow."""
    import pyarrow

    own = knowledge or her2._built_in()

    def batches() -> Iterator["pyarrow.Table"]:
        ids: list[str] = []
        records: list[str] = []
        for person, bundle in cases(connection, schema=schema, vocabulary_schema=vocabulary_schema, persons=persons, batch=batch, knowledge=own):
            ids.append(str(person))
            records.append(json.dumps(bundle, ensure_ascii=False))
            if len(ids) == batch:
                yield screened(ids, records)
                ids, records = [], []
        yield screened(ids, records)

    def screened(ids: list[str], records: list[str]) -> "pyarrow.Table":
        table = pyarrow.table({"patient_id": pyarrow.array(ids, pyarrow.string()), "record": pyarrow.array(records, pyarrow.string())})
        found = own.screen(table, as_of=as_of, regions=regions, open_world=open_world, threads=threads).to_pyarrow()
        named = lambda name, by: [by(text, row, ids[row]) for row, text in enumerate(found[name].to_pylist())]
        columns = {"case": ids, "error_where": named("error_where", _by_person), "warnings": named("warnings", _warnings_by_person)}
        for name, texts in columns.items():
            at = found.schema.get_field_index(name)
            found = found.set_column(at, name, pyarrow.array(texts, found.schema.field(at).type))
        return found

    source = batches()
    first = next(source)

    def chunks() -> Iterator["pyarrow.RecordBatch"]:
        yield from first.to_batches()
        for table in source:
            yield from table.to_batches()

    return pyarrow.RecordBatchReader.from_batches(first.schema, chunks())


def _by_person(where: str, row: int, person: str) -> str:
    """The same place, by its person instead of a row of the batch, which nobody sees."""
    place = f"row {row}"
    return f"person {person}{where[len(place) :]}" if where.startswith(place) else where


def _warnings_by_person(text: str, row: int, person: str) -> str:
    if not text:
        return text
    said = [dict(each, where=_by_person(each["where"], row, person)) for each in json.loads(text)]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def screen(connection: Any, *, as_of: str | datetime.date, **options: Any) -> Worklist:
    """The whole worklist, one row a person by person_id; options as stream() takes them."""
    return Worklist(stream(connection, as_of=as_of, **options).__arrow_c_stream__())


def concepts(connection: Any, *, schema: str = "", vocabulary_schema: str = "", knowledge: her2.Knowledge | None = None) -> list[dict[str, Any]]:
    """What is read and what is not: one entry for each combination of concept, source concept and source text that the tables hold, with its rows.

    `kind` is empty for what is not read; `read_as` says what it counts as, `broader` that only something above it is known. Go through it once for each database.
    """
    database = Database(connection, schema, vocabulary_schema)
    selection = Selection(database, (knowledge or her2._built_in())._engine, audit=True)
    result: list[dict[str, Any]] = []
    for table in TABLES:
        read = [(key, meaning.rows, meaning.kind, meaning.title, meaning.broader) for key, meaning in selection.meanings[table.name].items()]
        everything = read + [(key, rows, "", "", False) for key, rows in selection.unread[table.name]]
        names = database.concepts(key[0] or key[1] for key, *_ in everything)
        for key, rows, kind, title, broader in sorted(everything, key=lambda each: (-each[1], each[0])):
            concept = names.get(key[0] or key[1])
            result.append(
                {
                    "table": table.name,
                    "concept_id": key[0],
                    "source_concept_id": key[1],
                    "source_value": key[2],
                    "vocabulary": concept.vocabulary if concept else "",
                    "code": concept.code if concept else "",
                    "name": concept.name if concept else "",
                    "rows": rows,
                    "kind": kind,
                    "read_as": title,
                    "broader": broader,
                }
            )
    return result


def _concerned(database: Database, selection: Selection) -> array.array[int]:
    parts = []
    for table in TABLES:
        condition = selection.condition(table, _ABOUT)
        if condition:
            parts.append(f"SELECT person_id FROM {database.table(table.name)} WHERE {condition}")
    if not parts:
        return array.array("q")
    return array.array("q", (int(row[0]) for row in database.rows(" UNION ".join(parts) + " ORDER BY 1")))
