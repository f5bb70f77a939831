#!/usr/bin/env bash
# How time and memory grow with the number of objects, with threads, with compression and with one very long line.
# Medians of RUNS runs, the page cache warm.
# usage: scaling.sh BUILD [DIR [RUNS]]   DIR: where dumps are made and kept (a temporary folder); RUNS (5)
set -euo pipefail
heapgate=$(realpath "$1")/src/heapgate
here=$(realpath "$(dirname "$0")")
runs=${3:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dir=${2:-$work}

# Most runs pass; one that fails reads the references again, to explain the leak.
printf 'version: 1\nbudgets: [{id: leak, each: group, max: 1000000000}]\n' >"$work/pass.yml"
printf 'version: 1\nbudgets: [{id: leak, each: group, max: 0}]\n' >"$work/fail.yml"

# row NAME FOLDER THREADS [RULES]: the medians of a run on a set.
row() {
  local lines
  cat "$2"/* >/dev/null
  rm -f "$work/runs"
  for _ in $(seq "$runs"); do
    /usr/bin/time -a -o "$work/runs" -f '%e %U %S %M' "$heapgate" check "$2" --threads "$3" \
      --rules "${4:-$work/pass.yml}" -o json="$work/report.json" -o human=/dev/null >/dev/null 2>&1 || true
  done
  lines=$(grep -o '"lines": [0-9]*' "$work/report.json" | awk '{ sum += $2 } END { print sum }')
  grep -v Command "$work/runs" | awk '{ print $1, $2 + $3, $4 }' | sort -n | awk -v name="$1" -v threads="$3" -v lines="$lines" '
    { wall[NR] = $1; cpu[NR] = $2; if ($3 > peak) peak = $3 }
    END { at = int((NR + 1) / 2)
          printf "| %-24s | %7d | %10d | %6.2f | %10.2f | %10.0f | %7d | %15.1f |\n", name, threads, lines, wall[at], cpu[at],
            cpu[at] * 1e9 / lines, peak * 1024 / 1e6, peak * 1024 / lines }'
}

set_of() { # OBJECTS: makes the set unless it is there
  [ -e "$dir/scale-$1/3.json" ] || ruby --disable-gems "$here/big_dumps.rb" "$dir/scale-$1" "$1"
}

printf '| %-24s | threads | %10s | wall s | user+sys s | ns a line | peak MB | bytes an object |\n' "three dumps" lines
printf '|%s|--------:|-----------:|-------:|-----------:|-----------:|--------:|----------------:|\n' "--------------------------"
for objects in 250000 500000 1000000 2000000 4000000; do
  set_of "$objects"
  row "of $objects objects" "$dir/scale-$objects" 2
done
for threads in 1 2 4; do row "of 1000000 objects" "$dir/scale-1000000" "$threads"; done
row "the same, explained" "$dir/scale-1000000" 2 "$work/fail.yml"
mkdir -p "$work/zst" "$work/long"
for n in 1 2 3; do zstd -qf "$dir/scale-1000000/$n.json" -o "$work/zst/$n.json.zst"; done
row "the same, zstd" "$work/zst" 2
ruby -e 'print %q({"address":"0x7e0000000028", "type":"ARRAY", "references":[), ([%q("0x7e0000000028")] * 1_450_000).join(", "), "]}\n"' >"$work/line"
for n in 1 2 3; do cat "$dir/scale-1000000/$n.json" "$work/line" >"$work/long/$n.json"; done
row "and a line of 26 MB each" "$work/long" 2
