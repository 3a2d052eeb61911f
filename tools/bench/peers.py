#!/usr/bin/env python3
"""The same decisions on the same cases by this engine and by others, in turns of one run; all answers are compared before.

usage: tools/bench/peers.py BUILD_FOLDER   (needs node; java for Drools; tests/differential/fetch.sh feelin, drools and peers)

Decision tables are exported as DMN, turned into what each engine reads, and evaluated with known inputs. An engine is a process
that evaluates all cases when it is told to. What it took is the processor time of that process, all its threads included:
compilers and collectors of garbage are paid for, and others on the machine disturb less.
"""
import glob
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

DAY = "2026-11-23"
ROUNDS, LONG = 5, 0.3  # turns of each, and seconds a turn
ALONE = "her2, one case at a time"
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
DIFFERENTIAL = f"{ROOT}/tests/differential"


class Engine:
    """A process that evaluates the cases of a folder so often as it is told, and its processor time."""

    def __init__(self, title, name, warm, command):
        self.title, self.name, self.warm_up = title, name, warm
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.cases = int(self.answer("ready"))
        self.rates = []

    def answer(self, word):
        line = self.process.stdout.readline().split()
        if line[:1] != [word]:
            sys.exit(f"{self.title} ended")
        return line[-1]

    def spent(self):
        return time.clock_gettime((~self.process.pid << 3) | 2)  # what clock_getcpuclockid() gives for another process

    def run(self, passes):
        """Seconds of processor time for so many passes."""
        begin = self.spent()
        self.process.stdin.write(f"{passes}\n")
        self.process.stdin.flush()
        self.answer("done")
        return self.spent() - begin

    def warm(self):
        """Finds out how many passes make a turn, while compilers do their work."""
        self.passes, total = 1, 0
        while total < self.warm_up:
            took = self.run(self.passes)
            total += took
            self.passes = max(1, min(self.passes * 8, round(self.passes * LONG / took)))

    def turn(self, decisions):
        self.rates.append(self.cases * decisions * self.passes / self.run(self.passes))

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def run(command, **options):
    return subprocess.run(command, check=True, text=True, **options)


def lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


def settle_chain(peer, folder):
    """Gives the specimens their answers, and leaves out those where an answer on the way is open: the others pass on one value."""
    run([peer, DAY, folder], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    with open(f"{folder}/between.json") as file:
        between = json.load(file)
    cases, answers = lines(f"{folder}/cases.ndjson"), lines(f"{folder}/her2.ndjson")
    kept = [{**case, "gives": answer["value"]} for case, answer in zip(cases, answers) if all(len(answer["value"][fact]) == 1 for fact in between)]
    with open(f"{folder}/cases.ndjson", "w") as file:
        file.writelines(json.dumps(case) + "\n" for case in kept)
    print(f"{len(kept)} of {len(cases)} specimens have one answer at each step; the others can be passed on here only, and are left out")


def start(peer, folder):
    drools = f"{ROOT}/.npm/drools"
    wanted = [  # seconds until the compilers have done their work
        ("her2, facts in their blocks", "her2", 1, [peer, DAY, folder, "ready"]),
        ("her2", "her2", 1, [peer, DAY, folder]),
        (ALONE, "her2", 1, [peer, DAY, folder, "alone"]),
        ("zen-engine, 64 cases a call", "zen-together", 1, ["node", f"{HERE}/peers/zen.mjs", folder, "together"]),
        ("zen-engine, a case a call", "zen", 1, ["node", f"{HERE}/peers/zen.mjs", folder]),
        ("Drools", "drools", 7, ["java", "-cp", f"{drools}/*", f"{DIFFERENTIAL}/drools/Evaluate.java", folder, "bench"]),
        ("cql-execution", "cql", 2, ["node", f"{HERE}/peers/cql.mjs", folder]),
    ]
    if not os.path.exists(f"{drools}/pom.xml"):
        print("SKIPPED: Drools has not been fetched (tests/differential/fetch.sh drools)")
        wanted = [each for each in wanted if each[1] != "drools"]
    return [Engine(*each) for each in wanted]


def compare(engines, folder):
    for name in dict.fromkeys(engine.name for engine in engines):
        if subprocess.run(["node", f"{DIFFERENTIAL}/compare.mjs", name, f"{folder}/"]).returncode != 0:
            sys.exit(f"{name} answers otherwise: no times are taken")


def measure(engines, decisions):
    for engine in engines:
        engine.warm()
    for turn in range(ROUNDS):
        for engine in engines if turn % 2 == 0 else reversed(engines):
            engine.turn(decisions)
    alone = statistics.median(next(engine.rates for engine in engines if engine.title == ALONE))
    print(f"\n| engine | decisions/s | least | most | times as slow as {ALONE} |\n|---|---|---|---|---|")
    for engine in engines:
        median = statistics.median(engine.rates)
        print(f"| {engine.title} | {median:,.0f} | {min(engine.rates):,.0f} | {max(engine.rates):,.0f} | {float(f'{alone / median:.2g}'):g} |")


def versions():
    parts = []
    for name in ("@gorules/zen-engine", "cql-execution"):
        with open(f"{ROOT}/.npm/peers/node_modules/{name}/package.json") as file:
            parts.append(f"{name} {json.load(file)['version']}")
    parts.append(f"Node.js {run(['node', '--version'], capture_output=True).stdout.strip()}")
    for jar in glob.glob(f"{ROOT}/.npm/drools/kie-dmn-core-*.jar"):
        parts += [os.path.basename(jar)[:-4], run(["java", "--version"], capture_output=True).stdout.splitlines()[0]]
    return ", ".join(parts)


def main():
    for name in ("peers/node_modules", "differential/node_modules"):
        if not os.path.exists(f"{ROOT}/.npm/{name}"):
            sys.exit(f"SKIPPED: {name} has not been fetched (tests/differential/fetch.sh feelin, and peers)")
    build = os.path.abspath(sys.argv[1])
    her2, peer = f"{build}/her2", f"{build}/bench/her2_peer"
    version = run([her2, "--version"], capture_output=True).stdout.strip()
    print(f"{version}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {ROUNDS} turns of {LONG} s")
    print(versions())
    with tempfile.TemporaryDirectory() as folder:
        run([her2, "kb", "export", "--dmn", "--dmn-version", "1.3", "--cases", "--most", "300", "--as-of", DAY, "-o", f"{folder}/export"], stderr=subprocess.DEVNULL)
        run(["node", f"{HERE}/peers/convert.mjs", f"{folder}/export", folder])
        settle_chain(peer, f"{folder}/chain")
        with open(f"{folder}/chain/tables.txt") as file:
            chained = len(file.readlines())
        for title, sub, decisions in (("Each table by itself", "tables", 1), (f"{chained} tables in a row", "chain", chained)):
            print(f"\n{title}\n")
            engines = start(peer, f"{folder}/{sub}")
            try:
                compare(engines, f"{folder}/{sub}")
                measure(engines, decisions)
            finally:
                for engine in engines:
                    engine.end()


main()
