# What `ci/test --all` adds, and `ci/test --only` runs by itself: sourced, not run. Uses its functions.

LONG_TEST_PACKAGES="chromium debootstrap libbenchmark-dev prometheus prometheus-pushgateway time"
FUZZ_PACKAGES="clang libclang-rt-14-dev"
TIDY_PACKAGES="clang clang-tidy-14"

# fuzz TARGET: libFuzzer for HEAPGATE_FUZZ_SECONDS (two minutes), from real lines on.
fuzz() {
  local target=$1 corpus
  corpus=$(mktemp -d)
  zstd -dcq tests/data/native-3.1/leaky/1.json.zst | head -c 200000 >"$corpus/dump" || true
  zstd -dcq tests/data/native-3.1/leaky/1.json.zst 2>/dev/null | awk 'NR % 40 == 1' | head -200 | split -l 1 - "$corpus/line-" || true
  # What it finds is left where it was run.
  "build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="${HEAPGATE_FUZZ_SECONDS:-120}" -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="build/fuzz/$target-" "$corpus"
  local result=$?
  rm -rf "$corpus"
  return $result
}

# A small set, to see that the benchmark itself works: its numbers mean nothing.
bench_smoke() {
  tests/bench/big_bench.sh build/release "$(mktemp -d)/dumps" 50000 1 &&
    build/release/tests/bench/heapgate_bench --benchmark_min_time=0.01
}

fuzz_all() {
  local target
  # shellcheck disable=SC2086 # the list is words
  install_missing $FUZZ_PACKAGES
  say "fuzzing"
  if build fuzz; then
    for target in fast_parser read_dump; do count "fuzz $target" fuzz "$target"; done
  else
    count "fuzz build" false
  fi
}

tidy() {
  # shellcheck disable=SC2086 # the list is words
  install_missing $TIDY_PACKAGES
  say "clang-tidy"
  count "dev build" build dev
  count "clang-tidy" run-clang-tidy-14 -quiet -extra-arg=-Wno-unknown-warning-option -p build/dev "$PWD/src/.*\.cpp"
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

long_tests() {
  local preset
  # shellcheck disable=SC2086 # the lists are words
  install_missing $LONG_TEST_PACKAGES $FUZZ_PACKAGES $TIDY_PACKAGES
  command -v npm >/dev/null || install_missing nodejs npm
  export HEAPGATE_LONG_TESTS=1
  say "half a gigabyte a dump"
  count "big dumps" tests/e2e/big_test.sh build/release/src/heapgate
  say "a dump cut behind each of its lines"
  count "every cut" build/release/tests/heapgate_tests --gtest_brief=1 --gtest_filter='*CutTest*'
  say "ten captures in a row"
  count "ten captures" build/release/tests/e2e/heapgate_capture_e2e --gtest_brief=1 --gtest_filter='*TenTimesInARow'
  say "the latency of a server that is dumped"
  count "latency" tests/e2e/latency build/release/src/heapgate
  say "action and workflows"
  count "workflows" tests/e2e/workflows_test.sh . build/release/src/heapgate
  say "a release on bare Debian 12 and Ubuntu 22.04"
  count "release" as_root tests/e2e/release_test.sh build/release/src/heapgate .
  say "servers on bare Debian 11 to 13 and Ubuntu 24.04"
  count "bare roots" as_root tests/e2e/roots_test.sh build/release/src/heapgate .
  say "Redmine, unmodified and with planted leaks"
  count "redmine" as_root tests/e2e/redmine_test.sh build/release/src/heapgate .
  say "metrics pushed to a Pushgateway that Prometheus scrapes"
  count "push" tests/e2e/push_test.sh build/release/src/heapgate
  say "the history's page in a browser"
  count "history page" tests/e2e/history_page_test.sh build/release/src/heapgate
  say "benchmarks"
  count "bench" bench_smoke
  unset HEAPGATE_LONG_TESTS
  say "reports, read by programs of others"
  count "readers" tests/e2e/readers_test.sh build/release/src/heapgate tests/data
  fuzz_all
  for preset in asan-ubsan tsan; do build_and_test "$preset"; done
  tidy
}
