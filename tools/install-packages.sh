#!/usr/bin/env bash
# Installs the Debian 12 packages that building, testing and checking need, and those named as arguments. Does nothing, and needs no network, where they are there.
set -euo pipefail

packages=(
  build-essential cmake ninja-build ccache mold pkg-config
  clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev
  libfmt-dev libsimdjson-dev libtomlplusplus-dev libcli11-dev rapidjson-dev libcsv-dev libxxhash-dev libsodium-dev zlib1g-dev libzstd-dev
  libboost1.81-dev libssl-dev libsqlite3-dev libcjose-dev libjansson-dev libpugixml-dev libplplot-dev libkainjow-mustache-dev libxml2-utils
  libgtest-dev libbenchmark-dev librapidcheck-dev libical-dev
  "$@"
)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  if [ "$status" != installed ]; then
    missing+=("$package")
  fi
done
# Node.js may come from elsewhere than Debian, and then brings its own npm.
command -v node >/dev/null || missing+=(nodejs)
command -v python3 >/dev/null || missing+=(python3 python3-venv python3-dev)
command -v npm >/dev/null || missing+=(npm)

if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

sudo=()
if [ "$(id -u)" -ne 0 ]; then
  sudo=(sudo)
fi
run() {
  echo "$*"
  "$@"
}
run "${sudo[@]}" apt-get update
run "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
