"""Rows of an OMOP database -> one FHIR Bundle a person, which the FHIR intake reads as any other. Each resource is named for its row: Observation/measurement-12345."""

from __future__ import annotations

import math
from typing import Any, Iterable, Sequence

from ._omop_database import Concept, Database, integers
from ._omop_selection import TABLES, UNREAD, Meaning, Selection, Table

_VALUES = "operator_concept_id, value_as_number, value_as_concept_id, unit_concept_id, unit_source_value, value_source_value"
#: What is asked of each table besides who, which row and which concepts: date first.
_COLUMNS = {
    "condition_occurrence": "condition_start_date, condition_status_concept_id",
    "measurement": f"measurement_date, {_VALUES}, range_low, range_high, NULL, measurement_event_id, meas_event_field_concept_id, NULL",
    "observation": f"observation_date, {_VALUES.replace('operator_concept_id', 'NULL')}, NULL, NULL, value_as_string, observation_event_id, obs_event_field_concept_id, qualifier_concept_id",
    "drug_exposure": "drug_exposure_start_date, drug_exposure_end_date, drug_type_concept_id, stop_reason",
    "procedure_occurrence": "procedure_date, procedure_end_date",
}
#: Where among these, counted from the date, concepts stand.
_CONCEPTS = {"condition_occurrence": (1,), "measurement": (1, 3, 4, 11), "observation": (1, 3, 4, 11, 12), "drug_exposure": (2,), "procedure_occurrence": ()}


def day(value: Any) -> str:
    return str(value)[:10]


def number(value: Any) -> float | None:
    """A number as JSON can hold it."""
    if value is None or not math.isfinite(float(value)):
        return None
    return int(value) if float(value).is_integer() and abs(float(value)) < 1e15 else float(value)


def _without_nothing(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


class Batch:
    """Some persons with what is read of them."""

    def __init__(self, database: Database, selection: Selection, persons: Sequence[int]) -> None:
        self._database = database
        self._selection = selection
        self._coder = selection.coder
        self._mapping = selection.coder.mapping
        self._persons = persons
        self._in = f"person_id IN ({integers(persons)})"
        self._entries: dict[int, list[dict[str, Any]]] = {person: [] for person in persons}
        self._read_persons()
        self._specimens = self._read_specimens()
        regimens = self._read_regimens()
        self._regimen_of = {event: regimen for regimen, (_, events) in sorted(regimens.items(), reverse=True) for event in events}
        for table in TABLES:
            self._read(table)
        self._finish_regimens(regimens)

    def bundles(self) -> Iterable[tuple[int, dict[str, Any]]]:
        for person in self._persons:
            entries = [{"resource": resource} for resource in self._entries[person]]
            yield person, {"resourceType": "Bundle", "type": "collection", "entry": entries}

    # --- what all resources share

    def _add(self, person: int, resource: dict[str, Any]) -> None:
        if person in self._entries:
            self._entries[person].append(_without_nothing(resource))

    def _warn(self, person: int, name: str, text: str) -> None:
        issue = {"severity": "warning", "code": "not-supported", "diagnostics": text}
        self._add(person, {"resourceType": "OperationOutcome", "id": name, "issue": [issue]})

    def _table_of(self, concepts: dict[int, Concept], field: Any) -> str:
        """The table that a field concept points into; empty where nobody knows."""
        for each in self._mapping["fields"] if field else ():
            if each.get("concept") == field or (field in concepts and concepts[field].name.lower() == each["name"]):
                return each["table"]
        return ""

    @staticmethod
    def _subject(person: int) -> dict[str, str]:
        return {"reference": f"Patient/person-{person}"}

    # --- persons and specimens

    def _read_persons(self) -> None:
        dead: dict[int, str] = {}
        if self._database.has("death"):
            for person, died in self._database.rows(f"SELECT person_id, death_date FROM {self._database.table('death')} WHERE {self._in} ORDER BY 1, 2"):
                dead.setdefault(int(person), day(died))
        sql = (
            "SELECT person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth "
            f"FROM {self._database.table('person')} WHERE {self._in} ORDER BY 1"
        )
        rows = list(self._database.rows(sql))
        concepts = self._database.concepts(row[1] for row in rows)
        sexes = {name.lower(): sex for name, sex in self._mapping["sex"].items()}
        for person, gender, year, month, day_of_month in rows:
            concept = concepts.get(int(gender or 0))
            born = f"{int(year):04}" if year else ""
            if born and month:
                born += f"-{int(month):02}" + (f"-{int(day_of_month):02}" if day_of_month else "")
            patient = {"resourceType": "Patient", "id": f"person-{int(person)}", "gender": sexes.get(concept.name.lower()) if concept else None}
            self._add(int(person), dict(patient, birthDate=born, deceasedDateTime=dead.get(int(person))))

    def _read_specimens(self) -> dict[int, int]:
        """Adds the specimens; gives the specimen of each measurement that fact_relationship links to one."""
        if not self._database.has("specimen"):
            return {}
        sql = (
            "SELECT person_id, specimen_id, specimen_date, specimen_concept_id, anatomic_site_concept_id, specimen_source_value, anatomic_site_source_value "
            f"FROM {self._database.table('specimen')} WHERE {self._in} ORDER BY 1, 3, 2"
        )
        rows = list(self._database.rows(sql))
        concepts = self._database.concepts(id for row in rows for id in row[3:5])
        for person, id, taken, kind, site, kind_text, site_text in rows:
            collection = {"collectedDateTime": day(taken), "bodySite": self._concept(concepts, site, site_text)}
            specimen = {"resourceType": "Specimen", "id": f"specimen-{int(id)}", "subject": self._subject(int(person))}
            self._add(int(person), dict(specimen, type=self._concept(concepts, kind, kind_text), collection=_without_nothing(collection)))
        return self._linked_specimens([int(row[1]) for row in rows])

    def _linked_specimens(self, specimens: list[int]) -> dict[int, int]:
        known = self._database.has("fact_relationship") and self._database.has("domain", vocabulary=True)
        if not specimens or not known:
            return {}
        domains = f"(SELECT domain_concept_id FROM {self._database.vocabulary('domain')} WHERE domain_id = "
        sql = (
            f"SELECT fact_id_1, fact_id_2 FROM {self._database.table('fact_relationship')} WHERE domain_concept_id_1 = {domains}'Measurement') "
            f"AND domain_concept_id_2 = {domains}'Specimen') AND fact_id_2 IN ({integers(specimens)}) ORDER BY 1, 2"
        )
        return {int(one): int(other) for one, other in self._database.rows(sql)}

    def _concept(self, concepts: dict[int, Concept], id: Any, text: Any) -> dict[str, Any]:
        concept = concepts.get(int(id or 0))
        return _without_nothing({"coding": [self._coder.coding(concept)] if concept else [], "text": str(text or "")})

    # --- events

    def _read(self, table: Table) -> None:
        condition = self._selection.condition(table)
        if not condition:
            return
        sql = (
            f"SELECT person_id, {table.id}, {table.concept}, {table.source_concept}, {table.source_value}, {_COLUMNS[table.name]} "
            f"FROM {self._database.table(table.name)} WHERE {self._in} AND {condition} ORDER BY person_id, {table.id}"
        )
        rows = list(self._database.rows(sql))
        concepts = self._database.concepts(row[5 + at] for row in rows for at in _CONCEPTS[table.name])
        build = {"Condition": self._condition, "Observation": self._observation, "MedicationStatement": self._medication, "Procedure": self._procedure}
        for row in rows:
            meaning = self._selection.meanings[table.name].get((int(row[2] or 0), int(row[3] or 0), str(row[4] or "")))
            if meaning is None:
                continue
            person, name = int(row[0]), f"{table.name}-{int(row[1])}"
            if meaning.problem:
                self._warn(person, name, meaning.problem)
            if meaning.kind == UNREAD:
                continue
            resource = {"resourceType": meaning.resource, "id": name, "subject": self._subject(person)}
            if meaning.resource != "MedicationStatement":
                resource["code"] = meaning.code
            if table.resource == "Observation" and meaning.resource == "Condition":
                self._add(person, dict(resource, recordedDate=day(row[5])))
            else:
                build[meaning.resource](person, resource, meaning, row[5:], concepts, int(row[1]))

    def _condition(self, person: int, resource: dict[str, Any], meaning: Meaning, row: Sequence[Any], concepts: dict[int, Concept], _id: int) -> None:
        status = concepts.get(int(row[1] or 0))
        if status and status.name in self._mapping["unconfirmed"]:
            resource["verificationStatus"] = {"coding": [{"code": "provisional", "display": status.name}]}
        if meaning.histology:
            url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
            resource["extension"] = [{"url": url, "valueCodeableConcept": meaning.histology}]
        self._add(person, dict(resource, recordedDate=day(row[0])))

    def _observation(self, person: int, resource: dict[str, Any], meaning: Meaning, row: Sequence[Any], concepts: dict[int, Concept], id: int) -> None:
        taken, operator, value, answer, unit, unit_text, answer_text, low, high, text, event, field, qualifier = row
        if qualifier:  # "absent", "suspected": what is meant may be the contrary of what is said
            name = concepts[qualifier].name if qualifier in concepts else qualifier
            return self._warn(person, resource["id"], f"the row is qualified by {name} and is not read")
        resource.update(status="final", effectiveDateTime=day(taken))
        written = self._concept(concepts, answer, text or answer_text)
        quantity = self._quantity(concepts, value, unit, unit_text)
        if meaning.value is not None:
            resource["valueString"] = meaning.value
        elif quantity is None and not written:
            resource["dataAbsentReason"] = {"text": "the row has no value"}
        elif quantity is None:
            resource["valueCodeableConcept"] = written
        else:
            name = concepts[operator].name if operator in concepts else "" if not operator else str(operator)
            comparator = self._mapping["operators"].get(name) if name else ""
            if comparator is None:
                self._warn(person, resource["id"], f"the operator {name} is not known, so its number {quantity['value']} is not read")
            else:
                resource["valueQuantity"] = dict(quantity, comparator=comparator) if comparator else quantity
            if written.get("coding") or (written and not self._is_number(written["text"], value)):
                resource["interpretation"] = [written]
            limits = {side: self._quantity(concepts, limit, unit, unit_text) for side, limit in (("low", low), ("high", high)) if limit is not None}
            resource["referenceRange"] = [limits] if limits else []
        table = self._table_of(concepts, field)
        if table == "condition_occurrence" and event:
            resource["focus"] = [{"reference": f"Condition/condition_occurrence-{int(event)}"}]
        specimen = int(event) if table == "specimen" and event else self._specimens.get(id) if resource["id"].startswith("measurement-") else None
        if specimen:
            resource["specimen"] = {"reference": f"Specimen/specimen-{specimen}"}
        self._add(person, resource)

    def _quantity(self, concepts: dict[int, Concept], value: Any, unit: Any, unit_text: Any) -> dict[str, Any] | None:
        amount = number(value)
        if amount is None:
            return None
        concept = concepts.get(int(unit or 0))
        code = concept.code if concept and concept.vocabulary in self._mapping["units"] else ""
        return {"value": amount, **_without_nothing({"unit": str(unit_text or (concept.name if concept else "")), "code": code})}

    @staticmethod
    def _is_number(text: str, value: Any) -> bool:
        try:
            return float(text) == float(value)
        except ValueError:
            return False

    def _medication(self, person: int, resource: dict[str, Any], meaning: Meaning, row: Sequence[Any], concepts: dict[int, Concept], id: int) -> None:
        start, end, kind, reason = row
        dose = concepts.get(int(kind or 0))
        if dose and dose.name in self._mapping["doses"]:
            resource["resourceType"] = "MedicationAdministration"
        # What stands in the table was taken. That a course has ended says no row, and why only stop_reason.
        resource.update(status="stopped", effectivePeriod=_without_nothing({"start": day(start), "end": day(end) if end else ""}))
        resource.update(self._drug(meaning.code, meaning.ingredients))
        if reason:
            resource["statusReason"] = [{"text": str(reason)}]
        if id in self._regimen_of:
            resource["groupIdentifier"] = {"value": f"episode-{self._regimen_of[id]}"}
        self._add(person, resource)

    @staticmethod
    def _drug(code: dict[str, Any], ingredients: Sequence[dict[str, Any]]) -> dict[str, Any]:
        if not ingredients:
            return {"medicationCodeableConcept": code}
        product = {"resourceType": "Medication", "id": "product", "code": code, "ingredient": [{"itemCodeableConcept": each} for each in ingredients]}
        return {"contained": [product], "medicationReference": {"reference": "#product"}}

    def _procedure(self, person: int, resource: dict[str, Any], meaning: Meaning, row: Sequence[Any], concepts: dict[int, Concept], _id: int) -> None:
        start, end = row
        resource.update(status="completed", performedPeriod=_without_nothing({"start": day(start), "end": day(end) if end else ""}))
        self._add(person, resource)

    # --- regimens

    def _read_regimens(self) -> dict[int, tuple[Sequence[Any], list[int]]]:
        """Episodes that are regimens, each with the drug exposures linked to it."""
        regimens: dict[int, tuple[Sequence[Any], list[int]]] = {}
        if not self._database.has("episode"):
            return regimens
        sql = (
            "SELECT person_id, episode_id, episode_concept_id, episode_start_date, episode_end_date, episode_object_concept_id, episode_source_value "
            f"FROM {self._database.table('episode')} WHERE {self._in} ORDER BY 1, 4, 2"
        )
        rows = list(self._database.rows(sql))
        concepts = self._database.concepts(row[2] for row in rows)
        for row in rows:
            kind = concepts.get(int(row[2] or 0))
            if kind and kind.name in self._mapping["regimens"]:
                regimens[int(row[1])] = (row, [])
        if regimens and self._database.has("episode_event"):
            sql = (
                "SELECT episode_id, event_id, episode_event_field_concept_id "
                f"FROM {self._database.table('episode_event')} WHERE episode_id IN ({integers(regimens)}) ORDER BY 1, 2"
            )
            events = list(self._database.rows(sql))
            fields = self._database.concepts(event[2] for event in events)
            for episode, event, field in events:
                if self._table_of(fields, field) == "drug_exposure":
                    regimens[int(episode)][1].append(int(event))
        return regimens

    def _finish_regimens(self, regimens: dict[int, tuple[Sequence[Any], list[int]]]) -> None:
        """A regimen without drug exposures is read by the drugs that HemOnc says it has."""
        alone = {id: row for id, (row, events) in regimens.items() if not events}
        objects = {int(row[5] or 0) for row in alone.values()} - {0}
        components = self._database.related(objects, self._mapping["components"])
        concepts = self._database.concepts(objects | {id for ids in components.values() for id in ids})
        for id, (person, _, _, start, end, regimen, text) in alone.items():
            codes = [{"coding": self._coder.codings(concepts[each])} for each in components.get(int(regimen or 0), ()) if each in concepts]
            name = f"episode-{id}"
            if not codes:
                shown = concepts[int(regimen)].name if int(regimen or 0) in concepts else text or "a regimen"
                self._warn(int(person), name, f"{shown}: no drug_exposure is linked to the episode and the vocabulary names no drugs of it; not read")
                continue
            period = _without_nothing({"start": day(start), "end": day(end) if end else ""})
            statement = {"resourceType": "MedicationStatement", "id": name, "subject": self._subject(int(person)), "status": "stopped"}
            code = self._concept(concepts, regimen, text)
            self._add(int(person), {**statement, "effectivePeriod": period, **self._drug(code, codes)})
