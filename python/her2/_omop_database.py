"""What is asked of an OMOP database: plain SQL that DuckDB and PostgreSQL both understand, nothing written, a batch of persons at a time."""

from __future__ import annotations

import re
from typing import Any, Iterable, Iterator, Sequence

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?\Z")
_FETCHED = 10_000  # rows taken from a cursor at a time
_REMEMBERED = 200_000  # concepts
#: Without these nothing can be told; what else is missing was not recorded.
_NEEDED = ("person", "condition_occurrence", "measurement", "observation", "drug_exposure", "procedure_occurrence")


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def integers(values: Iterable[int]) -> str:
    return ", ".join(str(int(value)) for value in values)


class Concept:
    """One row of the concept table."""

    __slots__ = ("id", "vocabulary", "code", "name", "kind")

    def __init__(self, id: int, vocabulary: str, code: str, name: str, kind: str) -> None:
        self.id, self.vocabulary, self.code, self.name, self.kind = id, vocabulary, code, name, kind


class Database:
    """An open connection of DuckDB or of a DB-API driver (psycopg), and the schemas the model stands in."""

    def __init__(self, connection: Any, schema: str, vocabulary_schema: str) -> None:
        for name in (schema, vocabulary_schema):
            if name and not _NAME.match(name):
                raise ValueError(f"schema: found {name!r}, expected a plain name such as cdm or catalog.cdm")
        self._connection = connection
        self._schema = schema
        self._vocabulary = vocabulary_schema or schema
        self._concepts: dict[int, Concept] = {}
        self._tables = self._known_tables()
        missing = [table for table in _NEEDED if not self.has(table)] + [table for table in ("concept",) if not self.has(table, vocabulary=True)]
        if missing:
            raise ValueError(f"the database has no {', '.join(missing)} in {schema or 'any schema'}, expected the tables of OMOP CDM 5.4; name the schema they stand in")
        columns = {str(row[0]).lower() for row in self.rows("SELECT column_name FROM information_schema.columns WHERE lower(table_name) = 'measurement'")}
        if "meas_event_field_concept_id" not in columns:
            raise ValueError("measurement has no column meas_event_field_concept_id, expected OMOP CDM 5.4")

    def rows(self, sql: str) -> Iterator[Sequence[Any]]:
        cursor = self._connection.cursor()
        cursor.execute(sql)
        while True:
            some = cursor.fetchmany(_FETCHED)
            if not some:
                break
            yield from some
        cursor.close()

    def _known_tables(self) -> set[tuple[str, str]]:
        known: set[tuple[str, str]] = set()
        for schema, table in self.rows("SELECT table_schema, table_name FROM information_schema.tables"):
            known.update({(schema.lower(), table.lower()), ("", table.lower())})
        return known

    def has(self, table: str, *, vocabulary: bool = False) -> bool:
        schema = (self._vocabulary if vocabulary else self._schema).lower().rpartition(".")[2]
        return (schema, table) in self._tables

    def table(self, name: str) -> str:
        return f"{self._schema}.{name}" if self._schema else name

    def vocabulary(self, name: str) -> str:
        return f"{self._vocabulary}.{name}" if self._vocabulary else name

    def concepts(self, ids: Iterable[int | None]) -> dict[int, Concept]:
        """The concepts of these ids that the database has; 0 is OMOP's word for none."""
        wanted = {int(id) for id in ids if id}
        if len(self._concepts) > _REMEMBERED:
            self._concepts.clear()
        missing = sorted(wanted - self._concepts.keys())
        for at in range(0, len(missing), _FETCHED):
            part = missing[at : at + _FETCHED]
            sql = (
                "SELECT concept_id, vocabulary_id, concept_code, concept_name, concept_class_id "
                f"FROM {self.vocabulary('concept')} WHERE concept_id IN ({integers(part)})"
            )
            for id, *rest in self.rows(sql):
                self._concepts[int(id)] = Concept(int(id), *(str(text) for text in rest))
        return {id: self._concepts[id] for id in wanted if id in self._concepts}

    def ancestors(self, ids: Iterable[int], classes: Sequence[str] = ()) -> dict[int, list[tuple[int, int]]]:
        """For each concept what stands above it: (levels up, concept), the nearest first. Nothing without concept_ancestor."""
        found: dict[int, list[tuple[int, int]]] = {}
        wanted = sorted(set(ids))
        if not self.has("concept_ancestor", vocabulary=True):
            return found
        only = f"AND c.concept_class_id IN ({', '.join(literal(each) for each in classes)}) " if classes else ""
        for at in range(0, len(wanted), _FETCHED):
            sql = (
                "SELECT a.descendant_concept_id, a.min_levels_of_separation, a.ancestor_concept_id "
                f"FROM {self.vocabulary('concept_ancestor')} a JOIN {self.vocabulary('concept')} c ON c.concept_id = a.ancestor_concept_id "
                f"WHERE a.descendant_concept_id IN ({integers(wanted[at : at + _FETCHED])}) {only}"
                "AND a.ancestor_concept_id <> a.descendant_concept_id ORDER BY 1, 2, 3"
            )
            for descendant, levels, ancestor in self.rows(sql):
                found.setdefault(int(descendant), []).append((int(levels), int(ancestor)))
        return found

    def related(self, ids: Iterable[int], relationships: Sequence[str]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        wanted = sorted(set(ids))
        if not wanted or not self.has("concept_relationship", vocabulary=True):
            return found
        sql = (
            f"SELECT concept_id_1, concept_id_2 FROM {self.vocabulary('concept_relationship')} WHERE concept_id_1 IN ({integers(wanted)}) "
            f"AND relationship_id IN ({', '.join(literal(each) for each in relationships)}) AND invalid_reason IS NULL ORDER BY 1, 2"
        )
        for one, other in self.rows(sql):
            found.setdefault(int(one), []).append(int(other))
        return found
