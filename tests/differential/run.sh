#!/usr/bin/env bash
# Holds her2 to another engine: exports every version of the knowledge with cases, evaluates the cases there, compares.
# usage: run.sh feelin|drools|schema HER2 FOLDER [options of `her2 kb export --cases`]
# Ends with 77 where the engine has not been fetched (fetch.sh), with 1 where something differs and is not explained.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
packages=$here/../../.npm
engine=$1
her2=$2
folder=$3
shift 3

skip() {
  echo "SKIPPED: $*"
  exit 77
}

export_models() {
  rm -rf "$folder"
  "$her2" kb export --dmn --dmn-version "$1" --every-version -o "$folder" "${@:2}"
}

case "$engine" in
  feelin)
    command -v node >/dev/null || skip "there is no node"
    [ -d "$packages/differential/node_modules/feelin" ] || skip "feelin has not been fetched (tests/differential/fetch.sh feelin)"
    export_models 1.3 --cases "$@"
    for day in "$folder"/*/; do node "$here/feelin.mjs" "$day" >"$day/feelin.ndjson"; done
    ;;
  drools)
    command -v java >/dev/null || skip "there is no java"
    [ -f "$packages/drools/pom.xml" ] || skip "Drools has not been fetched (tests/differential/fetch.sh drools)"
    export_models 1.5 --cases "$@"
    for day in "$folder"/*/; do java -cp "$packages/drools/*" "$here/drools/Evaluate.java" "$day" >"$day/drools.ndjson"; done
    ;;
  schema)
    schemas=$packages/differential/node_modules/@kie-tools/dmn-marshaller/src/schemas
    command -v xmllint >/dev/null || skip "there is no xmllint"
    [ -d "$schemas" ] || skip "the schemas have not been fetched (tests/differential/fetch.sh feelin)"
    for version in 3 5; do
      export_models "1.$version"
      xmllint --noout --schema "$schemas/dmn-1_$version/DMN1$version.xsd" "$folder"/*/*.dmn 2>"$folder/schema.log" || {
        grep -v ' validates$' "$folder/schema.log"
        exit 1
      }
      echo "schema: $(grep -c ' validates$' "$folder/schema.log") models are valid DMN 1.$version"
    done
    exit 0
    ;;
  *)
    echo "usage: $0 feelin|drools|schema HER2 FOLDER [options]" >&2
    exit 2
    ;;
esac
node "$here/compare.mjs" "$engine" "$folder"/*/
