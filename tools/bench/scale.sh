#!/usr/bin/env bash
# Time and memory of cohorts of growing size, and one checksum for every way to screen the same patients.
#   scale.sh HER2 [PATIENTS...]      default: 1000 10000 100000 1000000; EXPORT=100000: as a bulk export; SAME=20000: for the checksums
# Ends with 1 where checksums differ. Spark takes part where Java is, and PYTHON (default: build/venv, of `make python`) has her2 and pyspark.
# Streams come through a pipe, so that no large file lies on the disk; an export and its join need about 7 GB a million.
set -euo pipefail

her2=$(realpath "$1")
shift
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(1000 10000 100000 1000000)
export_size=${EXPORT:-100000}
same=${SAME:-20000}
here=$(dirname "$(realpath "$0")")
measure=$here/measure.py
python=$(realpath -s "${PYTHON:-$here/../../build/venv/bin/python}")
day=(--as-of 2026-11-23 --today 2026-11-23)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo "$("$her2" --version), $(nproc) processors, $(uname -m), load $(cut -d' ' -f1 /proc/loadavg)"
echo
echo "| run | patients | time | patients/s | most memory |"
echo "|---|---|---|---|---|"
for size in "${sizes[@]}"; do
  "$her2" synth -n "$size" | "$measure" "case JSON through a pipe" "$size" "$her2" screen - "${day[@]}" -q -o /dev/null --errors /dev/null 2>&1
done
"$her2" synth -n "$export_size" --format bulk -o large
"$measure" "bulk export, joined" "$export_size" "$her2" screen large "${day[@]}" -q --temp "$folder" -o /dev/null --errors /dev/null 2>&1
rm -rf large

# The same patients in every way. Ids that come twice are left out: as Bundles both are assessed, in an export they are refused.
"$her2" synth -n "$same" --format fhir >all.ndjson
"$her2" synth -n "$same" --format bulk -o export
mkdir packed
for file in export/*.ndjson; do
  shuf "$file" | gzip -1 >"packed/$(basename "$file").gz"
done
id='s/^{"resourceType":"Bundle","id":"\([^"]*\)".*/\1/p'
sed -n "$id" all.ndjson | sort | uniq -d >twice
grep -vFf twice all.ndjson >bundles.ndjson
shuf bundles.ndjson >shuffled.ndjson
screen() { "$her2" screen "$@" "${day[@]}" -q --errors /dev/null || [ $? -eq 1 ]; }
sum() { grep -v '^case,' | LC_ALL=C sort | sha256sum | cut -c1-16; }
shards() { for shard in 1 2 3 4 5 6 7; do screen "$1" --shard "$shard/7"; done; }
row() {
  local found
  found=$(sum)
  echo "$found" >>sums
  echo "| $1 | $found |"
}

echo
echo "| $same patients | SHA-256 of the sorted worklist |"
echo "|---|---|"
screen bundles.ndjson --threads 1 | row "Bundles, 1 thread"
screen bundles.ndjson --threads 2 | row "Bundles, 2 threads"
screen shuffled.ndjson | row "Bundles, shuffled"
shards bundles.ndjson | row "Bundles, 7 shards"
screen export --threads 1 | row "bulk export, 1 thread"
screen export --threads 2 | row "bulk export, 2 threads"
shards export | row "bulk export, 7 shards"
screen packed | row "bulk export, shuffled and packed"
if command -v java >/dev/null && "$python" -c 'import her2, pyspark' 2>/dev/null; then
  "$python" "$here/spark_worklist.py" bundles.ndjson "${day[1]}" 2>spark.log | row "Bundles, Spark, 2 executors" || {
    cat spark.log >&2
    exit 1
  }
else
  echo "| Bundles, Spark | SKIPPED: no Java, or \`make python\` was not run |"
fi
[ "$(sort -u sums | wc -l)" -eq 1 ] || {
  echo "the checksums differ" >&2
  exit 1
}
