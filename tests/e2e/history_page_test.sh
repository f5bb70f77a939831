#!/usr/bin/env bash
# The page of `heapgate history --html` in headless Chromium; see history_page.mjs.
# usage: history_page_test.sh HEAPGATE [FOLDER]   FOLDER keeps the pages and the screenshots.
set -euo pipefail
heapgate=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=${2:-$(mktemp -d)}
[ $# -gt 1 ] || trap 'rm -rf "$work"' EXIT

mkdir -p "$work"
[ -d "$work/node_modules/axe-core" ] ||
  npm install --prefix "$work" --no-audit --no-fund --silent playwright-core@1.49.1 axe-core@4.10.2 >/dev/null
node "$here/history_page.mjs" "$heapgate" "$work"
