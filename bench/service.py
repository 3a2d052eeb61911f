#!/usr/bin/env python3
"""Load on the service: patient-view with a prefetch of 50 KB, beside a handler that does nothing, in turns of one run.

usage: bench/service.py BUILD_FOLDER   (needs wrk)
"""
import json
import os
import re
import subprocess
import sys
import tempfile

SECONDS, ROUNDS, CONNECTIONS, THREADS = 5, 3, 8, 1
HERE = os.path.dirname(os.path.abspath(__file__))


def observation(number, code, value, unit, day):
    return {"resourceType": "Observation", "id": f"o{number}", "status": "final", "subject": {"reference": "Patient/p1"}, "effectiveDateTime": day,
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}}


def call():
    """A woman under treatment: tumour, HER2 tests, and as many heart and laboratory values as make 50 KB."""
    patient = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1961-04-05"}
    tumour = {"resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/p1"},
              "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C50.9"}]}}
    ihc = {"resourceType": "Observation", "id": "her2", "status": "final", "subject": {"reference": "Patient/p1"}, "effectiveDateTime": "2024-03-02",
           "code": {"coding": [{"system": "http://loinc.org", "code": "85319-2"}]}, "valueCodeableConcept": {"text": "3+"}}
    therapy = {"resourceType": "MedicationAdministration", "id": "m1", "status": "in-progress", "subject": {"reference": "Patient/p1"},
               "medicationCodeableConcept": {"text": "trastuzumab"}, "effectivePeriod": {"start": "2024-04-01"}}
    values = [("10230-1", 60, "%"), ("777-3", 210, "10*9/L"), ("751-8", 4.1, "10*9/L"), ("1742-6", 22, "U/L"), ("1920-8", 25, "U/L")]
    found = []
    body = ""
    while len(body) < 50_000:
        number = len(found)
        code, value, unit = values[number % len(values)]
        found.append({"resource": observation(number, code, value, unit, f"{2024 + number // 120}-{1 + number // 10 % 12:02}-{1 + number % 10:02}")})
        bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": ihc}] + found}
        body = json.dumps({"hook": "patient-view", "hookInstance": "bench", "context": {"userId": "Practitioner/x", "patientId": "p1"},
                           "prefetch": {"patient": patient, "conditions": tumour, "observations": bundle, "medicationAdministrations": therapy}},
                          separators=(",", ":"))
    return body


def start(arguments):
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
    address = re.search(r"http://\S+", process.stderr.readline())
    if not address:
        sys.exit(f"{arguments[0]} does not serve")
    return process, address.group()


def load(url, body_file):
    out = subprocess.run(["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-s", f"{HERE}/service.lua", url],
                         capture_output=True, text=True, check=True, env={**os.environ, "BODY": body_file}).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        sys.exit(out)
    milli = {"us": 1e-3, "ms": 1, "s": 1e3}
    part = {p: float(v) * milli[u] for p, v, u in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", out)}
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), part["50"], part["99"]


def memory(process):
    with open(f"/proc/{process.pid}/status") as status:
        return max(int(line.split()[1]) for line in status if line.startswith(("VmHWM", "VmRSS"))) / 1024


def main():
    build = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        body_file = os.path.join(folder, "body.json")
        body = call()
        with open(body_file, "w") as file:
            file.write(body)
        trivial = start([f"{build}/bench/trivial_server"])
        plain = start([f"{build}/her2", "serve", "--port", "0"])
        audited = start([f"{build}/her2", "serve", "--port", "0", "--audit", os.path.join(folder, "audit.db")])
        targets = [("a handler that does nothing", trivial), ("patient-view", plain), ("patient-view with audit log", audited)]
        try:
            print(f"{len(body)} bytes a request, {CONNECTIONS} connections, {SECONDS} s, best of {ROUNDS}, {os.cpu_count()} processors shared with wrk")
            best = {}
            for _ in range(ROUNDS):
                for name, (process, address) in targets:
                    one = load(address + "cds-services/her2-status", body_file)
                    best[name] = max(best.get(name, one), one)
            for name, (process, _) in targets:
                rate, p50, p99 = best[name]
                print(f"{name:30} {rate:9.0f} requests/s   p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   {memory(process):5.0f} MB")
        finally:
            for process, _ in (trivial, plain, audited):
                process.terminate()
                process.wait()


main()
