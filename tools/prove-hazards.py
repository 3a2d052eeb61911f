#!/usr/bin/env python3
"""Shows that each control of docs/hazards.md is what its test holds: takes the control out (tests/hazards.toml), runs the test, expects it to fail, and
puts the control back. Needs a built tree; a control in src/ is built with and without. Controls are named by their tests; without names all are tried.

  tools/prove-hazards.py [--build build/dev] [TEST ...]
"""
import argparse
import pathlib
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def build(folder):
    done = subprocess.run(["cmake", "--build", folder, "--target", "hazards_test"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit("does not build:\n" + done.stdout[-3000:])


def failed(folder):
    """Names of the tests that fail; none where most do: then the change breaks the program, and proves nothing."""
    done = subprocess.run([pathlib.Path(folder) / "tests/unit/hazards_test", "--gtest_color=no"], cwd=ROOT, capture_output=True, text=True)
    names = {line.split("]")[1].split("(")[0].strip().rstrip(",") for line in done.stdout.splitlines() if line.startswith("[  FAILED  ]")}
    passed = sum(line.startswith("[       OK ]") for line in done.stdout.splitlines())
    return names if passed >= len(names) else set()


class Without:
    """The source tree without a control, for as long as it is entered."""

    def __init__(self, control):
        self.path = ROOT / control["file"]
        self.kept = self.path.read_text()
        found = self.kept.count(control["from"])
        if found != 1:
            sys.exit(f"{control['test']}: `from` stands {found} times in {control['file']}, expected once")
        self.without = self.kept.replace(control["from"], control["to"])

    def __enter__(self):
        self.path.write_text(self.without)

    def __exit__(self, *_):
        self.path.write_text(self.kept)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--build", default="build/dev")
    arguments.add_argument("tests", nargs="*")
    given = arguments.parse_args()
    controls = tomllib.loads((ROOT / "tests/hazards.toml").read_text())["control"]
    if given.tests:
        controls = [each for each in controls if each["test"] in given.tests]
    build(given.build)
    if failed(given.build):
        sys.exit("tests fail with every control in place")
    unproved = []
    for each in controls:
        with Without(each):
            if each["file"].startswith("src/"):
                build(given.build)
            proved = each["test"] in failed(given.build)
        print(f"{'proved' if proved else 'NOT PROVED'}  {each['test']}  ({each['file']})", flush=True)
        if not proved:
            unproved.append(each["test"])
    build(given.build)
    print(f"{len(controls) - len(unproved)} of {len(controls)} controls proved")
    return 1 if unproved else 0


if __name__ == "__main__":
    sys.exit(main())
