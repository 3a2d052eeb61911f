#!/usr/bin/env bash
# Fetches HL7's mCODE example patients into .npm, once. Without npm or a network it says so and ends well: what needs them is left out.
#
# The lock file names the package and its checksum but none of its dependencies: those are FHIR definitions, which are not needed here.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ -d .npm/node_modules/hl7.fhir.us.mcode/example ]; then
  exit 0
fi
mkdir -p .npm
cp tools/npm/package.json tools/npm/package-lock.json .npm/
echo "npm ci --prefix .npm --ignore-scripts --no-audit --no-fund"
if ! npm ci --prefix .npm --ignore-scripts --no-audit --no-fund; then
  echo "The mCODE example patients could not be fetched; going on without them." >&2
fi
