// The parts of a case JSON, a file each. Every function takes a value that is not null.
#pragma once

#include "intake/case_json_members.h"

namespace her2::intake {

void readTumours(CaseReading& reading, JsonValue value, Case& out);
void readSpecimens(CaseReading& reading, JsonValue value, Case& out);
void readIhc(CaseReading& reading, JsonValue value, IhcTest& ihc);
void readIsh(CaseReading& reading, JsonValue value, Specimen& specimen);
void forgetIsh(CaseReading& reading, Specimen& specimen);
void readTreatments(CaseReading& reading, JsonValue value, Case& out);
void readMeasurements(CaseReading& reading, JsonValue value, Case& out);
void readConditions(CaseReading& reading, JsonValue value, Case& out);
void readAdverseEvents(CaseReading& reading, JsonValue value, Case& out);
void readSymptoms(CaseReading& reading, JsonValue value, Case& out);
void readMedications(CaseReading& reading, JsonValue value, Case& out);

}  // namespace her2::intake
