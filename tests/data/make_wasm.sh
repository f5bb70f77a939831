#!/bin/sh
# Makes the wasm-* sets: real dumps from real CRuby 3.2 to head, compiled to WASM, with planted leaks.
# Needs node 20 with npm, python3 and zstd. The same packages give the same bytes.
# usage: tests/data/make_wasm.sh [OUTDIR]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:-$here}"
out=$(cd "${1:-$here}" && pwd)
rubies="3.2 3.3 3.4 4.0 head"

temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
trap 'exit 1' HUP INT TERM

# Everything by its exact version, also what the packages themselves depend on.
packages="@ruby/wasm-wasi@2.10.1 @bjorn3/browser_wasi_shim@0.4.2 tslib@2.9.1"
for ruby in $rubies; do packages="$packages @ruby/$ruby-wasm-wasi@2.10.1"; done
echo '{"private": true}' > "$temp/package.json"
# shellcheck disable=SC2086 # a list of words
npm install --prefix "$temp" --ignore-scripts --no-audit --no-fund --save-exact $packages

for ruby in $rubies; do
  for set in leak zoo; do
    folder="$out/wasm-$ruby/$set"
    rm -rf "$folder"
    node --single-threaded "$here/wasm/run.mjs" "$temp/node_modules" "$ruby" "$set.rb" "$folder"
    python3 "$here/check_sets.py" --measure "$folder"
    zstd -19 -q --rm "$folder"/[123].json
  done
done
du -sh "$out"/wasm-*/*
