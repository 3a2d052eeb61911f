#!/usr/bin/env bash
# The workbench in a browser, in short: built, served by the given program, a case pasted, its answer seen. Says so and passes where there is no browser, no Node or no registry to
# build it with; what is there must work. usage: tools/smoke-web.sh PROGRAM
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
  echo "SKIPPED: the workbench in a browser: $1"
  exit 0
}
tools/install-packages.sh chromium || skip "chromium cannot be installed"
make web || { [ -d web/node_modules/vite ] && exit 1; skip "its packages cannot be fetched"; }
HER2=$(realpath "$1") npm run --silent smoke --prefix web
