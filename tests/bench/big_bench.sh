#!/usr/bin/env bash
# Makes three big dumps unless they are there, and prints how long heapgate and others take on the same files, the
# page cache warm, turn by turn: medians of wall and processor time, and the largest peak of resident memory.
# usage: big_bench.sh BUILD [DIR [OBJECTS [RUNS]]]   BUILD: a release build with tests; DIR: where the dumps are
#   (a temporary folder); OBJECTS: in a dump (2400000); RUNS (5). HEAPGATE_BENCH_SLOW=1 adds heapy and naive simdjson.
set -euo pipefail
build=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
runs=${4:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dir=${2:-$work/dumps}
[ -e "$dir/3.json" ] || ruby --disable-gems "$here/big_dumps.rb" "$dir" "${3:-2400000}"
dumps=("$dir/1.json" "$dir/2.json" "$dir/3.json")
cat "${dumps[@]}" >/dev/null

# run NAME COMMAND…: one run; its line in NAME's file is: wall user+sys peak.
run() {
  local name=$1
  shift
  /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >/dev/null 2>&1 || [ $? -eq 1 ]
  tail -1 "$work/time" | awk '{ print $1, $2 + $3, $4 }' >>"$work/$name.runs"
}

# Most runs pass; one that fails reads the references again, to explain the leak.
printf 'version: 1\nbudgets: [{id: leak, each: group, max: 1000000000}]\n' >"$work/pass.yml"
judge() { run "$1" "$build/src/heapgate" check "${dumps[@]}" "${@:2}" -o json="$work/report.json" -o junit="$work/report.xml" -o human=/dev/null; }

for _ in $(seq "$runs"); do
  run "wc -l" wc -l "${dumps[@]}"
  run "cat" cat "${dumps[@]}"
  for threads in 1 2 4; do
    [ "$threads" -le "$(nproc)" ] || continue
    judge "heapgate --threads $threads" --threads "$threads" --rules "$work/pass.yml"
  done
  judge "the same, explained"
done
if [ -n "${HEAPGATE_BENCH_SLOW:-}" ]; then
  run "simdjson, naive" "$build/tests/bench/naive_simdjson" "${dumps[@]}"
  if command -v heapy >/dev/null; then run "heapy diff" heapy diff "${dumps[@]}"; fi
fi

median() { cut -d' ' -f"$2" "$1" | sort -n | awk '{ at[NR] = $1 } END { print at[int((NR + 1) / 2)] }'; }
base=$(median "$work/wc -l.runs" 1)
size=$(stat -c %s "${dumps[@]}" | sort -n | tail -1)
total=$(cat "${dumps[@]}" | wc -c)
printf '%d cores, %s; three dumps, %d MB, %d lines\n\n' "$(nproc)" "$(uname -m)" $((total / 1000000)) \
  "$(cat "${dumps[@]}" | wc -l)"
printf '| %-21s | %8s | %13s | %8s | %8s | %15s |\n' "" "wall s" "user + sys s" "x wc -l" "peak MB" "of largest dump"
printf '|%s|\n' "-----------------------|---------:|--------------:|---------:|---------:|----------------:"
for name in "wc -l" cat "heapgate --threads 1" "heapgate --threads 2" "heapgate --threads 4" "the same, explained" "simdjson, naive" "heapy diff"; do
  file="$work/$name.runs"
  [ -e "$file" ] || continue
  wall=$(median "$file" 1)
  peak=$(cut -d' ' -f3 "$file" | sort -n | tail -1)
  printf '| %-21s | %8.2f | %13.2f | %8.2f | %8d | %13d %% |\n' "$name" "$wall" "$(median "$file" 2)" \
    "$(awk "BEGIN { print $wall / $base }")" $((peak * 1024 / 1000000)) $((peak * 1024 * 100 / size))
done
