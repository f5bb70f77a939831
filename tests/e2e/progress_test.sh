#!/usr/bin/env bash
# On a terminal, work of over a second shows how far it is and clears the line again, also on ^C; elsewhere it is
# silent. A FIFO that nobody writes to keeps the program busy as long as it takes.
# usage: progress_test.sh HEAPGATE
set -euo pipefail
heapgate=$1
work=$(mktemp -d)
unset GITHUB_ACTIONS
# What waits for the FIFO would keep the test's output open for ever.
trap 'jobs -p | xargs -r kill 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
mkfifo 1.json
: >2.json
: >3.json

fail() {
  echo "FAILED: $1" >&2
  exit 1
}

# What draws is ended itself, so that it cannot draw behind its end: no other thread takes ^C.
takes_the_signal_alone() { # PID
  local status open=0
  for status in /proc/"$1"/task/*/status; do
    (( 0x$(awk '/^SigBlk/ { print $2 }' "$status") & 2 )) || open=$((open + 1))
  done
  [ "$(ls /proc/"$1"/task | wc -l)" -gt 1 ] && [ "$open" = 1 ]
}

# run TERM SIGNAL: what a terminal sees of a run that ends by the signal, or whose input ends.
run() {
  local term=$1 signal=$2
  rm -f seen # of the run before
  sleep 1000 >1.json &
  local writer=$!
  # A background job ignores ^C, which the program would inherit.
  TERM=$term script -qefc "exec env --default-signal=INT '$heapgate' check 1.json 2.json 3.json -o human=/dev/null" seen >/dev/null 2>&1 &
  local terminal=$!
  if [ "$term" = dumb ]; then
    sleep 2
  else
    for _ in $(seq 600); do grep -q 'reading' seen 2>/dev/null && break || sleep 0.1; done
    grep -q 'reading' seen || fail "nothing was shown"
    takes_the_signal_alone "$(pgrep -P "$terminal" -x heapgate)" || fail "^C may reach another thread than the bar's"
  fi
  if [ "$signal" = none ]; then
    kill "$writer"
  else
    pkill "-$signal" -P "$terminal" -x heapgate || fail "the program had ended"
  fi
  wait "$terminal" || true
  kill "$writer" 2>/dev/null || true
  wait "$writer" 2>/dev/null || true
}

ends_cleared() { # the last thing said is that the line is cleared
  head -n -1 seen | tail -c 4 | od -An -c | tr -d ' \n' | grep -q 'r033\[K$' || tr -d '\n' <seen | grep -q $'\r\033\\[K\\(Script\\|$\\)'
}

run xterm none
ends_cleared || { od -c seen | tail; fail "the bar is left behind"; }
run xterm INT
ends_cleared || { od -c seen | tail; fail "the bar is left behind by ^C"; }
[ "$(ls)" = "$(printf '1.json\n2.json\n3.json\nseen')" ] || fail "^C left a file behind"
run dumb none
! grep -q 'reading' seen || fail "a dumb terminal was written to"

sleep 2 >1.json &
"$heapgate" check 1.json 2.json 3.json -o human=/dev/null 2>errors >output || true
[ ! -s output ] && ! grep -q reading errors || fail "no terminal, but progress was written"
