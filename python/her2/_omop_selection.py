"""Which rows of an OMOP database are read: each combination of concept, source concept and source text is shown to the terminology once."""

from __future__ import annotations

import json
from typing import Any, Iterable, Iterator, NamedTuple

from ._omop_database import Concept, Database, integers, literal

SPEAKS = "speaks-of-her2"
UNREAD = "unread"
NOT_SAID = "NULL"  # in a code of ICDO3 for a part that is not said
BY_ANCESTORS = ("condition_occurrence", "drug_exposure", "procedure_occurrence")
_ASKED = 5_000  # combinations shown to the terminology at a time


class Table(NamedTuple):
    """A table of events: its columns for what, and the resource a row becomes."""

    name: str
    id: str
    concept: str
    source_concept: str
    source_value: str
    resource: str


TABLES = (
    Table("condition_occurrence", "condition_occurrence_id", "condition_concept_id", "condition_source_concept_id", "condition_source_value", "Condition"),
    Table("measurement", "measurement_id", "measurement_concept_id", "measurement_source_concept_id", "measurement_source_value", "Observation"),
    Table("observation", "observation_id", "observation_concept_id", "observation_source_concept_id", "observation_source_value", "Observation"),
    Table("drug_exposure", "drug_exposure_id", "drug_concept_id", "drug_source_concept_id", "drug_source_value", "MedicationStatement"),
    Table("procedure_occurrence", "procedure_occurrence_id", "procedure_concept_id", "procedure_source_concept_id", "procedure_source_value", "Procedure"),
)

Key = tuple  # (concept_id, source_concept_id, source_value); 0 and "" where there is none


class Meaning(NamedTuple):
    """What the rows of one combination are read as."""

    resource: str
    code: dict[str, Any]
    kind: str
    title: str
    rows: int
    ingredients: tuple[dict[str, Any], ...] = ()
    histology: dict[str, Any] | None = None
    value: str | None = None  # of a category that OMOP writes into the code
    broader: bool = False  # known by what stands above it only
    problem: str | None = None  # what is not read of these rows, and why


class Coder:
    """Concepts of OMOP as codings, by the mapping."""

    def __init__(self, mapping: dict[str, Any]) -> None:
        self.mapping = mapping

    def coding(self, concept: Concept) -> dict[str, Any]:
        system = self.mapping["vocabularies"].get(concept.vocabulary)
        result = {"system": system, "code": concept.code} if system else {}
        result["display"] = concept.name
        return result

    def codings(self, concept: Concept | None) -> list[dict[str, Any]]:
        """The coding of its vocabulary, and the number that OMOP gave it."""
        if concept is None:
            return []
        return [self.coding(concept), {"system": self.mapping["concept-ids"], "code": str(concept.id)}]

    def speaks(self, concept: Concept) -> bool:
        """Words for HER2 stand in the name."""
        return any(word in concept.name.lower() for word in self.mapping["mention"])

    def parted(self, concept: Concept | None) -> tuple[str, str] | None:
        """Histology and site of a code that holds both."""
        by = self.mapping["histology-and-site"].get(concept.vocabulary) if concept else None
        if by is None or by not in concept.code:
            return None
        histology, _, site = concept.code.partition(by)
        return histology, site

    def modifier(self, concept: Concept | None) -> tuple[dict[str, Any], str] | None:
        """The test and the value that one code of a category or stage stands for."""
        for rule in self.mapping["modifiers"] if concept else ():
            before, found, value = concept.code.partition(rule["behind"])
            if concept.vocabulary != rule["vocabulary"] or not found:
                continue
            code = rule["codes"].get(before.partition("-")[0] if "-" in before else "")
            if code:
                return {"coding": [{"system": rule["system"], "code": code}], "text": concept.name}, rule.get("value", "") + value
        return None


class Selection:
    """The combinations that are read, by table, and SQL conditions that find their rows (and a few more: look each row up)."""

    def __init__(self, database: Database, engine: Any, *, audit: bool = False) -> None:
        """`audit`: remembers what is not read as well."""
        self._database = database
        self._audit = audit
        self._engine = engine
        self.coder = Coder(json.loads(engine.omop()))
        self.meanings: dict[str, dict[Key, Meaning]] = {}
        self.unread: dict[str, list[tuple[Key, int]]] = {}
        for table in TABLES:
            self.meanings[table.name] = {}
            self.unread[table.name] = []
            self._select(table)

    def condition(self, table: Table, kinds: Iterable[str] = ()) -> str:
        """A condition of SQL for the rows that are read, or for those of some kinds; empty where there are none."""
        wanted = set(kinds)
        keys = [key for key, meaning in self.meanings[table.name].items() if not wanted or meaning.kind in wanted]
        by_concept = sorted({key[0] for key in keys if key[0]})
        by_source = sorted({key[1] for key in keys if not key[0] and key[1]})
        by_text = sorted({key[2] for key in keys if not key[0] and not key[1]})
        parts = []
        if by_concept:
            parts.append(f"{table.concept} IN ({integers(by_concept)})")
        if by_source:
            parts.append(f"{table.source_concept} IN ({integers(by_source)})")
        if by_text:
            parts.append(f"{table.source_value} IN ({', '.join(literal(text) for text in by_text)})")
        return "(" + " OR ".join(parts) + ")" if parts else ""

    def _select(self, table: Table) -> None:
        sql = (
            f"SELECT {table.concept}, {table.source_concept}, {table.source_value}, count(*) FROM {self._database.table(table.name)} "
            "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        for some in _chunks(self._database.rows(sql), _ASKED):
            keys: dict[Key, int] = {}
            for concept, source, text, count in some:
                key = (int(concept or 0), int(source or 0), str(text or ""))
                keys[key] = keys.get(key, 0) + int(count)
            self._recognise(table, keys)

    def _recognise(self, table: Table, keys: dict[Key, int]) -> None:
        concepts = self._database.concepts(id for key in keys for id in key[:2])
        open_keys: list[Key] = []
        speaking: set[Key] = set()
        drafts = {key: self._draft(table, key, concepts, count) for key, count in keys.items()}
        for key, (draft, subject) in zip(keys, self._ask(drafts.values())):
            if subject[0] and not (subject[0] == SPEAKS and table.name in BY_ANCESTORS):
                self._take(table, key, draft, subject)
            else:
                open_keys.append(key)
                if subject[0]:
                    speaking.add(key)
        if table.name == "measurement":
            open_keys = self._metastases(table, open_keys, drafts, concepts)
        elif table.name in BY_ANCESTORS:
            open_keys = self._by_ancestors(table, open_keys, drafts, speaking)
        if self._audit:
            self.unread[table.name] += [(key, keys[key]) for key in open_keys]

    def _draft(self, table: Table, key: Key, concepts: dict[int, Concept], rows: int) -> Meaning:
        standard, source = concepts.get(key[0]), concepts.get(key[1])
        for concept in (standard, source) if table.resource == "Observation" else ():
            if modifier := self.coder.modifier(concept):
                return Meaning("Observation", modifier[0], "", "", rows, value=modifier[1])
        codings = self.coder.codings(standard)
        problem = None
        if table.resource == "Condition" and standard and source and self.coder.speaks(standard) and not self.coder.speaks(source):
            problem = f"{standard.name} is not read: its source concept, {source.name}, says nothing of HER2"
            codings = []
        if source and source is not standard:
            codings.append(self.coder.coding(source))
        histology = None
        for concept in (standard, source) if table.resource == "Condition" else ():
            if parted := self.coder.parted(concept):
                codings = [each for each in codings if each.get("code") != concept.code]
                system = self.coder.mapping["vocabularies"][concept.vocabulary]
                if parted[1] != NOT_SAID:
                    codings.append({"system": system, "code": parted[1], "display": concept.name})
                if parted[0] != NOT_SAID:
                    histology = {"coding": [{"system": system, "code": parted[0]}]}
        code: dict[str, Any] = {"coding": codings}
        if key[2]:
            code["text"] = key[2]
        return Meaning(table.resource, code, "", "", rows, histology=histology, problem=problem)

    def _ask(self, drafts: Iterable[Meaning]) -> Iterator[tuple[Meaning, tuple[str, str]]]:
        drafts = list(drafts)
        subjects = self._engine.subjects(json.dumps({"resourceType": "Bundle", "entry": [{"resource": _shell(each)} for each in drafts]}).encode())
        subjects += [("", "")] * (len(drafts) - len(subjects))
        return zip(drafts, subjects)

    def _take(self, table: Table, key: Key, draft: Meaning, subject: tuple[str, str], **more: Any) -> None:
        more["problem"] = "; ".join(each for each in (draft.problem, more.get("problem")) if each) or None
        self.meanings[table.name][key] = draft._replace(kind=subject[0], title=subject[1], **more)

    def _metastases(self, table: Table, keys: list[Key], drafts: dict[Key, Meaning], concepts: dict[int, Concept]) -> list[Key]:
        """Measurements that are metastases; one that nobody can place is a warning, for its absence would read as localised disease."""
        still_open = []
        asked = self._ask(drafts[key]._replace(resource="Condition") for key in keys)
        for key, (draft, subject) in zip(keys, asked):
            standard = concepts.get(key[0])
            if subject[0] in ("metastasis", "tumour"):
                self._take(table, key, draft, subject)
            elif standard and standard.kind == "Metastasis":
                self._take(table, key, draft, (UNREAD, standard.name), problem=f"{standard.name} is no metastasis that the knowledge can place; not read")
            else:
                still_open.append(key)
        return still_open

    def _by_ancestors(self, table: Table, keys: list[Key], drafts: dict[Key, Meaning], speaking: set[Key]) -> list[Key]:
        """What is not known itself is read as the nearest thing above it that is known; of a product, its ingredients."""
        drug = table.name == "drug_exposure"
        above = self._database.ancestors((key[0] for key in keys if key[0] and not drafts[key].problem), self.coder.mapping["ingredients"] if drug else ())
        ancestors = {ancestor for chain in above.values() for _, ancestor in chain}
        known = self._known_above(table, ancestors)
        barred = {id for id, concept in self._database.concepts(ancestors).items() if concept.code in self.coder.mapping["not-below"].get(concept.vocabulary, ())}
        still_open = []
        for key in keys:
            chain = [(levels, known[id]) for levels, id in above.get(key[0], ()) if id in known]
            if any(id in barred for _, id in above.get(key[0], ())):
                chain = []
            draft = drafts[key]
            if not chain:
                if key in speaking:
                    self._take(table, key, draft, (SPEAKS, ""))
                elif draft.problem:
                    self._take(table, key, draft, (UNREAD, ""))
                else:
                    still_open.append(key)
                continue
            note = "what its name says of HER2 is not read: it is known by a broader concept only" if key in speaking else None
            if drug:
                titles = ", ".join(meaning.title for _, meaning in chain)
                self._take(table, key, draft, ("drug", titles), ingredients=tuple(meaning.code for _, meaning in chain), problem=note, broader=True)
                continue
            nearest = [meaning for levels, meaning in chain if levels == chain[0][0]]
            code = dict(draft.code, coding=draft.code["coding"] + [coding for meaning in nearest for coding in meaning.code["coding"]])
            self._take(table, key, draft, (nearest[0].kind, nearest[0].title), code=code, problem=note, broader=True)
        return still_open

    def _known_above(self, table: Table, ids: set[int]) -> dict[int, Meaning]:
        known: dict[int, Meaning] = {}
        for some in _chunks(iter(sorted(ids)), _ASKED):
            concepts = self._database.concepts(some)
            drafts = {id: Meaning(table.resource, {"coding": self.coder.codings(concept)}, "", "", 0) for id, concept in concepts.items()}
            for id, (draft, subject) in zip(drafts, self._ask(drafts.values())):
                if subject[0] not in ("", SPEAKS, "cancer"):  # "cancer" stands above leukaemia too
                    known[id] = draft._replace(kind=subject[0], title=subject[1])
        return known


def _chunks(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    some: list[Any] = []
    for item in items:
        some.append(item)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


def _shell(meaning: Meaning) -> dict[str, Any]:
    """A resource with nothing but its code."""
    member = "medicationCodeableConcept" if meaning.resource == "MedicationStatement" else "code"
    return {"resourceType": meaning.resource, member: meaning.code}
