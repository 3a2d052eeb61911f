#!/usr/bin/env bash
# Fetches other engines into .npm: `fetch.sh feelin` and `fetch.sh peers` (for `make bench-peers`) with npm, `fetch.sh drools` with Maven.
# Where the tool or a network is missing it says so and ends well: what needs the engine is left out.
set -euo pipefail
cd "$(dirname "$0")/../.."

run() {
  echo "$*"
  "$@" || echo "Could not be fetched; going on without it." >&2
}

packages() {  # FROM TO: what the lock file of FROM says, into TO
  mkdir -p "$2"
  for file in package.json package-lock.json .npmrc; do
    if ! cmp -s "$1/$file" "$2/$file"; then
      cp "$1/$file" "$2/"
      rm -rf "$2/node_modules"
    fi
  done
  [ -d "$2/node_modules" ] || run npm ci --prefix "$2" --ignore-scripts --no-audit --no-fund
}

case "${1:-}" in
  feelin) packages tests/differential .npm/differential ;;
  peers) packages tools/bench/peers .npm/peers ;;
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
    echo "usage: $0 feelin|drools|peers" >&2
    exit 2
    ;;
esac
