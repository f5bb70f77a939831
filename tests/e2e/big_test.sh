#!/usr/bin/env bash
# Judges three real dumps of half a gigabyte each, and holds the peak memory against their size: a reader that
# kept a file in memory would need more than one of them.
# usage: big_test.sh HEAPGATE
set -euo pipefail
heapgate=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/big.rb" <<'END'
require "objspace"
ObjectSpace.trace_object_allocations_start
class Item
  def initialize(i)
    @number = i
    @name = "item-#{i}"
    @list = [i]
  end
end
KEPT = Array.new(650_000) { |i| Item.new(i) }
LEAK = []
def dump(file)
  2.times { GC.start }
  Process.wait(fork { File.open(file, "w") { |f| ObjectSpace.dump_all(output: f) }; exit!(0) })
end
dump("/dev/null")
(1..3).each do |n|
  300.times { |i| LEAK << Item.new(i) }
  dump("#{ARGV[0]}/#{n}.json")
end
END
ruby --disable-gems "$work/big.rb" "$work"

code=0
/usr/bin/time -f %M -o "$work/memory" "$heapgate" check "$work"/[123].json -o json="$work/report.json" || code=$?
kib=$(tail -1 "$work/memory")
size=$(stat -c %s "$work/1.json")
echo "exit $code, peak $((kib / 1024)) MiB, a dump has $((size / 1048576)) MiB"
[ "$code" = 1 ] && [ "$size" -gt 500000000 ] && [ $((kib * 1024)) -lt "$size" ]
grep -A6 '"leaked"' "$work/report.json" | grep -q '"objects": 900'
