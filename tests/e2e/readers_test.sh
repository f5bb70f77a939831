#!/usr/bin/env bash
# Reads heapgate's reports with the programs that others read such reports with, from npm: JUnit, SARIF, Markdown.
# Needs npm and its registry. usage: readers_test.sh HEAPGATE TEST_DATA
set -euo pipefail
heapgate=$(realpath "$1")
data=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset GITHUB_ACTIONS GITHUB_WORKSPACE

cp "$here/readers/"* "$work"
cd "$work"
npm install --no-audit --no-fund --ignore-scripts --silent

# report NAME EXIT_CODE DUMP...: every format of one run.
report() {
  local name=$1 expected=$2 code=0
  shift 2
  "$heapgate" check "$@" -o junit="$name.xml" -o json="$name.json" -o sarif="$name.sarif" -o markdown="$name.md" >/dev/null ||
    code=$?
  [ "$code" = "$expected" ] || { echo "FAILED: $name gave exit $code" >&2 && exit 1; }
}

cat >heapgate.yml <<'END'
version: 1
extends: default
budgets:
  - {id: carts, class: Cart, max: 0, max_bytes: 1}
  - {id: "<b>`hostile` & [id](http://evil.example)", class: "*", each: class, max: 30, severity: warn}
  - {id: old, class: Cart, max: 0, severity: "off"}
END
report red 1 "$data"/native-3.1/leaky/{1,2,3}.json.zst
cp "$data/native-3.1/leaky/1.json.zst" "<img src=x onerror=a()>.json.zst"
report blind 3 "$data"/native-3.1/leaky/{1,2}.json.zst "<img src=x onerror=a()>.json.zst"
printf 'version: 1\nextends: default\n' >heapgate.yml
report green 0 "$data"/native-3.1/clean/{1,2,3}.json.zst

node_major=$(node -p 'process.versions.node.split(".")[0]')
[ "$node_major" -ge 20 ] || echo "NOT read by junit-to-ctrf, which needs node 20: this is $node_major"
for name in red green blind; do
  npx --no-install junit2json "$name.xml" >"$name.junit2json"
  [ "$node_major" -lt 20 ] || npx --no-install junit-to-ctrf "$name.xml" -o "$name.ctrf" >/dev/null
done
npx --no-install jrm merged.xml red.xml green.xml blind.xml >/dev/null
npx --no-install junit2json merged.xml >merged.junit2json
node compare.mjs
python3 "$here/readers/sarif_schema.py" node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json ./*.sarif
chmod u+x node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool # what its install script does
python3 "$here/readers/sarif_multitool.py" green.sarif blind.sarif red.sarif
