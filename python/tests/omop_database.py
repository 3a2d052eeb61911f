"""A small OMOP CDM 5.4 database of invented patients, for any SQL connection. Columns as in the DDL of OHDSI/CommonDataModel, version 5.4; concepts with the
numbers, vocabularies and codes of the OMOP vocabularies where those are known here, and numbers above 2,000,000,000 (OMOP keeps them for sites) where not."""

TABLES = {
    "person": "person_id gender_concept_id year_of_birth month_of_birth day_of_birth birth_datetime:timestamp race_concept_id ethnicity_concept_id location_id "
    "provider_id care_site_id person_source_value:text gender_source_value:text gender_source_concept_id race_source_value:text race_source_concept_id "
    "ethnicity_source_value:text ethnicity_source_concept_id",
    "death": "person_id death_date:date death_datetime:timestamp death_type_concept_id cause_concept_id cause_source_value:text cause_source_concept_id",
    "condition_occurrence": "condition_occurrence_id person_id condition_concept_id condition_start_date:date condition_start_datetime:timestamp "
    "condition_end_date:date condition_end_datetime:timestamp condition_type_concept_id condition_status_concept_id stop_reason:text provider_id "
    "visit_occurrence_id visit_detail_id condition_source_value:text condition_source_concept_id condition_status_source_value:text",
    "drug_exposure": "drug_exposure_id person_id drug_concept_id drug_exposure_start_date:date drug_exposure_start_datetime:timestamp drug_exposure_end_date:date "
    "drug_exposure_end_datetime:timestamp verbatim_end_date:date drug_type_concept_id stop_reason:text refills quantity:numeric days_supply sig:text "
    "route_concept_id lot_number:text provider_id visit_occurrence_id visit_detail_id drug_source_value:text drug_source_concept_id route_source_value:text "
    "dose_unit_source_value:text",
    "procedure_occurrence": "procedure_occurrence_id person_id procedure_concept_id procedure_date:date procedure_datetime:timestamp procedure_end_date:date "
    "procedure_end_datetime:timestamp procedure_type_concept_id modifier_concept_id quantity provider_id visit_occurrence_id visit_detail_id "
    "procedure_source_value:text procedure_source_concept_id modifier_source_value:text",
    "measurement": "measurement_id person_id measurement_concept_id measurement_date:date measurement_datetime:timestamp measurement_time:text "
    "measurement_type_concept_id operator_concept_id value_as_number:numeric value_as_concept_id unit_concept_id range_low:numeric range_high:numeric provider_id "
    "visit_occurrence_id visit_detail_id measurement_source_value:text measurement_source_concept_id unit_source_value:text unit_source_concept_id "
    "value_source_value:text measurement_event_id meas_event_field_concept_id",
    "observation": "observation_id person_id observation_concept_id observation_date:date observation_datetime:timestamp observation_type_concept_id "
    "value_as_number:numeric value_as_string:text value_as_concept_id qualifier_concept_id unit_concept_id provider_id visit_occurrence_id visit_detail_id "
    "observation_source_value:text observation_source_concept_id unit_source_value:text qualifier_source_value:text value_source_value:text observation_event_id "
    "obs_event_field_concept_id",
    "specimen": "specimen_id person_id specimen_concept_id specimen_type_concept_id specimen_date:date specimen_datetime:timestamp quantity:numeric unit_concept_id "
    "anatomic_site_concept_id disease_status_concept_id specimen_source_id:text specimen_source_value:text unit_source_value:text anatomic_site_source_value:text "
    "disease_status_source_value:text",
    "fact_relationship": "domain_concept_id_1 fact_id_1 domain_concept_id_2 fact_id_2 relationship_concept_id",
    "episode": "episode_id person_id episode_concept_id episode_start_date:date episode_start_datetime:timestamp episode_end_date:date episode_end_datetime:timestamp "
    "episode_parent_id episode_number episode_object_concept_id episode_type_concept_id episode_source_value:text episode_source_concept_id",
    "episode_event": "episode_id event_id episode_event_field_concept_id",
    "concept": "concept_id concept_name:text domain_id:text vocabulary_id:text concept_class_id:text standard_concept:text concept_code:text valid_start_date:date "
    "valid_end_date:date invalid_reason:text",
    "domain": "domain_id:text domain_name:text domain_concept_id",
    "concept_relationship": "concept_id_1 concept_id_2 relationship_id:text valid_start_date:date valid_end_date:date invalid_reason:text",
    "concept_ancestor": "ancestor_concept_id descendant_concept_id min_levels_of_separation max_levels_of_separation",
}

SITE = 2_000_000_000  # concepts below get a number of the site
#: name -> (concept_id, vocabulary, code, name, class)
CONCEPTS = {
    "male": (8507, "Gender", "M", "MALE", "Gender"),
    "female": (8532, "Gender", "F", "FEMALE", "Gender"),
    "her2-ihc": (SITE + 1, "LOINC", "85319-2", "HER2 [Presence] in Breast cancer specimen by Immune stain", "Lab Test"),
    "her2-fish": (SITE + 2, "LOINC", "85318-4", "ERBB2 gene duplication [Presence] in Breast cancer specimen by FISH", "Lab Test"),
    "her2-ratio": (SITE + 3, "LOINC", "49683-6", "ERBB2 gene copy number/Chromosome 17 copy number in Tissue by FISH", "Lab Test"),
    "her2-copies": (SITE + 4, "LOINC", "74860-8", "ERBB2 gene copies/nucleus in Tissue by FISH", "Lab Test"),
    "her2-serum": (SITE + 5, "LOINC", "32996-1", "HER2 Ag [Mass/volume] in Serum", "Lab Test"),
    "er": (SITE + 6, "LOINC", "85337-4", "Estrogen receptor Ag [Presence] in Breast cancer specimen by Immune stain", "Lab Test"),
    "pr": (SITE + 7, "LOINC", "85339-0", "Progesterone receptor Ag [Presence] in Breast cancer specimen by Immune stain", "Lab Test"),
    "lvef": (SITE + 8, "LOINC", "10230-1", "Left ventricular Ejection fraction", "Clinical Observation"),
    "ecog": (SITE + 9, "LOINC", "89247-1", "ECOG Performance Status score", "Survey"),
    "glucose": (SITE + 10, "LOINC", "2345-7", "Glucose [Mass/volume] in Serum or Plasma", "Lab Test"),
    "positive": (9191, "SNOMED", "10828004", "Positive", "Qualifier Value"),
    "negative": (9189, "SNOMED", "260385009", "Negative", "Qualifier Value"),
    "score-2": (SITE + 11, "LOINC", "LA11842-4", "2+", "Answer"),
    "score-3": (SITE + 12, "LOINC", "LA11843-2", "3+", "Answer"),
    "<": (4171756, "SNOMED", "276139006", "<", "Qualifier Value"),
    ">=": (4171755, "SNOMED", "276138003", ">=", "Qualifier Value"),
    "about": (SITE + 13, "SNOMED", "26175008", "Approximate", "Qualifier Value"),
    "percent": (8554, "UCUM", "%", "percent", "Unit"),
    "ratio": (8523, "UCUM", "{ratio}", "ratio", "Unit"),
    "erbb2-genomic": (35955862, "OMOP Genomic", "OMOP-ERBB2", "ERBB2 (erb-b2 receptor tyrosine kinase 2) gene variant measurement", "Genetic Variation"),
    "her2-score-of-site": (SITE + 14, "Local", "H2S", "HER2 composite index", "Lab Test"),
    "ductal-breast": (SITE + 15, "ICDO3", "8500/3-C50.9", "Infiltrating duct carcinoma, NOS, of breast, NOS", "ICDO Condition"),
    "breast-cancer": (SITE + 16, "SNOMED", "254837009", "Malignant neoplasm of breast", "Disorder"),
    "her2-positive-cancer": (SITE + 35, "SNOMED", "427685000", "HER2-positive carcinoma of breast", "Disorder"),
    "er-positive-cancer": (SITE + 36, "HemOnc", "99003", "ER-positive Breast cancer", "Condition"),
    "suspected": (SITE + 37, "SNOMED", "415684004", "Suspected", "Qualifier Value"),
    "of-specimen": (SITE + 38, "CDM", "CDM-SPECIMEN", "specimen.specimen_id", "Field"),
    "lymphoma": (SITE + 39, "SNOMED", "118600007", "Malignant lymphoma", "Disorder"),
    "breast-lymphoma": (SITE + 40, "SNOMED", "999000000000003", "Malignant lymphoma of breast", "Disorder"),
    "breast-quadrant": (SITE + 17, "SNOMED", "999000000000001", "Malignant neoplasm of a part of breast", "Disorder"),
    "leukaemia": (SITE + 18, "SNOMED", "999000000000002", "Acute myeloid leukemia", "Disorder"),
    "any-cancer": (SITE + 19, "SNOMED", "363346000", "Malignant neoplastic disease", "Disorder"),
    "c78.7": (SITE + 20, "ICD10CM", "C78.7", "Secondary malignant neoplasm of liver and intrahepatic bile duct", "4-char billing code"),
    "metastasis": (36769180, "Cancer Modifier", "OMOP4998856", "Metastasis", "Metastasis"),
    "metastasis-liver": (36770544, "Cancer Modifier", "OMOP4999955", "Metastasis to liver", "Metastasis"),
    "metastasis-odd": (SITE + 21, "Cancer Modifier", "OMOP-ODD", "Metastasis to a place of its own", "Metastasis"),
    "pT2": (SITE + 22, "Cancer Modifier", "p-8th_AJCC/UICC-T2", "AJCC/UICC 8th pathological T2 Category", "Staging/Grading"),
    "stage-2A": (SITE + 23, "Cancer Modifier", "c-8th_AJCC/UICC-Stage-2A", "AJCC/UICC 8th clinical Stage 2A", "Staging/Grading"),
    "preliminary": (32899, "Condition Status", "OMOP-PRE", "Preliminary diagnosis", "Condition Status"),
    "letrozole": (SITE + 24, "RxNorm", "72965", "letrozole", "Ingredient"),
    "capecitabine": (SITE + 25, "RxNorm", "194000", "capecitabine", "Ingredient"),
    "trastuzumab": (1387104, "RxNorm", "224905", "trastuzumab", "Ingredient"),
    "docetaxel": (SITE + 26, "RxNorm", "72962", "docetaxel", "Ingredient"),
    "product": (SITE + 27, "RxNorm", "999990", "An injection of the hospital", "Clinical Drug"),
    "dose": (32818, "Type Concept", "OMOP-TYPE", "EHR administration record", "Type Concept"),
    "mastectomy": (SITE + 28, "SNOMED", "392021009", "Lumpectomy of breast", "Procedure"),
    "mastectomy-cpt": (SITE + 29, "CPT4", "19301", "Mastectomy, partial", "CPT4"),
    "regimen": (32531, "Episode", "OMOP-REG", "Treatment Regimen", "Treatment"),
    "hemonc": (SITE + 30, "HemOnc", "99001", "TH", "Regimen"),
    "hemonc-unknown": (SITE + 31, "HemOnc", "99002", "Regimen of the hospital", "Regimen"),
    "breast-site": (SITE + 32, "SNOMED", "76752008", "Breast structure", "Body Structure"),
    "liver-site": (SITE + 33, "SNOMED", "10200004", "Liver structure", "Body Structure"),
    "biopsy": (SITE + 34, "SNOMED", "86273004", "Biopsy", "Specimen"),
    # A concept whose number is the RxNorm code of pertuzumab.
    "a-number": (1298944, "Local", "X", "Water for injection", "Clinical Drug"),
}
OF_CONDITION, OF_DRUG, OF_SPECIMEN = 1147127, 1147094, SITE + 38


class Cdm:
    """Fills a connection that has a cursor: DuckDB or a DB-API driver."""

    def __init__(self, connection, schema=""):
        self.connection = connection
        self.schema = schema + "." if schema else ""
        self.columns = {}
        self.ids = {}
        for table, columns in TABLES.items():
            parts = [column.partition(":") for column in columns.split()]
            self.columns[table] = [name for name, _, _ in parts]
            self.run(f"CREATE TABLE {self.schema}{table} ({', '.join(name + ' ' + (kind or 'bigint') for name, _, kind in parts)})")
        for id, vocabulary, code, name, kind in CONCEPTS.values():
            self.add("concept", concept_id=id, concept_name=name, vocabulary_id=vocabulary, concept_code=code, concept_class_id=kind, domain_id="-")
        self.add("domain", domain_id="Measurement", domain_name="Measurement", domain_concept_id=21)
        self.add("domain", domain_id="Specimen", domain_name="Specimen", domain_concept_id=36)
        for above, below, levels in [("breast-cancer", "breast-quadrant", 2), ("any-cancer", "leukaemia", 3), ("breast-cancer", "breast-lymphoma", 1), ("lymphoma", "breast-lymphoma", 1), ("any-cancer", "breast-quadrant", 4), ("docetaxel", "product", 1), ("mastectomy", "mastectomy-cpt", 1)]:
            self.add("concept_ancestor", ancestor_concept_id=id_of(above), descendant_concept_id=id_of(below), min_levels_of_separation=levels, max_levels_of_separation=levels)
        for drug in ("trastuzumab", "docetaxel"):
            self.add("concept_relationship", concept_id_1=id_of("hemonc"), concept_id_2=id_of(drug), relationship_id="Has antineopl Rx")

    def run(self, sql):
        self.connection.cursor().execute(sql)

    def add(self, table, **values):
        """One row; texts that name a concept of this file stand for its number."""
        assert set(values) <= set(self.columns[table]), set(values) - set(self.columns[table])
        cells = []
        for name, value in values.items():
            if name.endswith("concept_id") and isinstance(value, str):
                value = id_of(value)
            cells.append("NULL" if value is None else str(value) if isinstance(value, (int, float)) else "'" + str(value).replace("'", "''") + "'")
        self.run(f"INSERT INTO {self.schema}{table} ({', '.join(values)}) VALUES ({', '.join(cells)})")

    def _next(self, table):
        self.ids[table] = self.ids.get(table, 0) + 1
        return self.ids[table]

    def person(self, id, sex="female", year=1964, **more):
        self.add("person", person_id=id, gender_concept_id=sex, year_of_birth=year, race_concept_id=0, ethnicity_concept_id=0, **more)

    def condition(self, person, concept, date, **more):
        id = self._next("condition")
        self.add("condition_occurrence", condition_occurrence_id=id, person_id=person, condition_concept_id=concept, condition_start_date=date, condition_type_concept_id=0, **more)
        return id

    def measurement(self, person, concept, date, **more):
        id = self._next("measurement")
        self.add("measurement", measurement_id=id, person_id=person, measurement_concept_id=concept, measurement_date=date, measurement_type_concept_id=0, **more)
        return id

    def drug(self, person, concept, start, end, **more):
        id = self._next("drug")
        values = dict(drug_type_concept_id=0)
        values.update(more)
        self.add("drug_exposure", drug_exposure_id=id, person_id=person, drug_concept_id=concept, drug_exposure_start_date=start, drug_exposure_end_date=end, **values)
        return id

    def procedure(self, person, concept, date, **more):
        id = self._next("procedure")
        self.add("procedure_occurrence", procedure_occurrence_id=id, person_id=person, procedure_concept_id=concept, procedure_date=date, procedure_type_concept_id=0, **more)
        return id

    def specimen(self, person, concept, date, site=0):
        id = self._next("specimen")
        self.add("specimen", specimen_id=id, person_id=person, specimen_concept_id=concept, specimen_type_concept_id=0, specimen_date=date, anatomic_site_concept_id=site)
        return id

    def episode(self, person, concept, start, end, regimen, events=()):
        id = self._next("episode")
        self.add("episode", episode_id=id, person_id=person, episode_concept_id=concept, episode_start_date=start, episode_end_date=end, episode_object_concept_id=regimen, episode_type_concept_id=0)
        for event in events:
            self.add("episode_event", episode_id=id, event_id=event, episode_event_field_concept_id=OF_DRUG)
        return id


def id_of(name):
    return CONCEPTS[name][0]
