#!/usr/bin/env bash
# Fetches the engines of the differential test into .npm: `fetch.sh feelin` with npm, `fetch.sh drools` with Maven. Where the tool or a
# network is missing it says so and ends well: what needs the engine is left out.
set -euo pipefail
cd "$(dirname "$0")/../.."

run() {
  echo "$*"
  "$@" || echo "Could not be fetched; going on without it." >&2
}

case "${1:-}" in
  feelin)
    mkdir -p .npm/differential
    for file in package.json package-lock.json .npmrc; do
      if ! cmp -s "tests/differential/$file" ".npm/differential/$file"; then
        cp "tests/differential/$file" .npm/differential/
        rm -rf .npm/differential/node_modules
      fi
    done
    [ -d .npm/differential/node_modules ] || run npm ci --prefix .npm/differential --ignore-scripts --no-audit --no-fund
    ;;
  drools)
    if ! command -v mvn >/dev/null || ! command -v java >/dev/null; then
      echo "Java or Maven is missing; going on without Drools." >&2
      exit 0
    fi
    if ! cmp -s tests/differential/drools/pom.xml .npm/drools/pom.xml; then
      rm -rf .npm/drools
      run mvn --quiet --batch-mode --file tests/differential/drools/pom.xml dependency:copy-dependencies "-DoutputDirectory=$PWD/.npm/drools"
      [ ! -d .npm/drools ] || cp tests/differential/drools/pom.xml .npm/drools/
    fi
    ;;
  *)
    echo "usage: $0 feelin|drools" >&2
    exit 2
    ;;
esac
