#!/usr/bin/env python3
"""Runs a command and says what it took: measure.py LABEL COUNT COMMAND... prints a row of a Markdown table on standard error."""

import resource
import subprocess
import sys
import time

label, count, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
begin = time.monotonic()
code = subprocess.run(command).returncode
seconds = time.monotonic() - begin
mebibytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"| {label} | {count:,} | {seconds:.1f} s | {count / seconds:,.0f} | {mebibytes:.0f} MiB |", file=sys.stderr)
sys.exit(code if code > 1 else 0)  # 1: some records had errors, as invented ones have
