#!/usr/bin/env bash
# Pushes to a real Pushgateway, which a real Prometheus scrapes; both on loopback, started and stopped here.
# usage: push_test.sh HEAPGATE
set -euo pipefail
heapgate=$(realpath "$1")
source_folder=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
servers=()
stop() {
  for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${servers[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT
cd "$work"
unset GITHUB_ACTIONS GITLAB_CI CIRCLECI BUILDKITE JENKINS_URL

fail() {
  echo "FAILED: $*" >&2
  exit 1
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
# until_true SECONDS COMMAND...
until_true() {
  local end=$((SECONDS + $1))
  until "${@:2}"; do [ $SECONDS -lt $end ] || return 1; sleep 0.2; done
}
answers() { curl -sf -o answer "$1"; }
# value QUERY: what Prometheus says, "none" if nothing.
value() {
  { curl -sf "http://127.0.0.1:$prometheus_port/api/v1/query" --data-urlencode "query=$1" ||
    echo '{"data": {"result": []}}'; } |
    python3 -c 'import json, sys; r = json.load(sys.stdin)["data"]["result"]; print(r[0]["value"][1] if r else "none")'
}
says() { [ "$(value "$1")" = "$2" ]; }
expect() { until_true 20 says "$1" "$2" || fail "$1 is $(value "$1"), not $2"; }
check() { # SET EXIT_CODE OPTION...
  local set=$1 code=$2 got=0
  "$heapgate" check "$source_folder/tests/data/native-3.1/$set/"{1,2,3}.json.zst -o human=/dev/null "${@:3}" 2>errors || got=$?
  [ "$got" = "$code" ] || fail "check $set exits with $got: $(cat errors)"
}

for set in leaky clean; do
  "$heapgate" check "$source_folder/tests/data/native-3.1/$set/"{1,2,3}.json.zst -o openmetrics >"$set.txt" || true
  promtool check metrics <"$set.txt" >lint 2>&1 && [ ! -s lint ] || fail "promtool: $(cat lint)"
  [ "$(tail -n 1 "$set.txt")" = "# EOF" ] || fail "no EOF"
done

gateway_port=$(free_port)
prometheus-pushgateway --web.listen-address="127.0.0.1:$gateway_port" >gateway.log 2>&1 &
servers+=($!)
cat >prometheus.yml <<END
global: {scrape_interval: 500ms}
scrape_configs:
  - job_name: pushgateway
    honor_labels: true
    static_configs: [{targets: ["127.0.0.1:$gateway_port"]}]
END
prometheus_port=$(free_port)
prometheus --config.file=prometheus.yml --storage.tsdb.path=data --web.listen-address="127.0.0.1:$prometheus_port" \
  >prometheus.log 2>&1 &
servers+=($!)
gateway="http://127.0.0.1:$gateway_port"
until_true 20 answers "$gateway/-/ready" || fail "no Pushgateway: $(cat gateway.log)"
until_true 20 answers "http://127.0.0.1:$prometheus_port/-/ready" || fail "no Prometheus: $(cat prometheus.log)"

check leaky 1 --push "$gateway" --repository shop/api --branch fix/cart
[ ! -s errors ] || fail "a push complains: $(cat errors)"
labels='repository="shop/api",branch="fix/cart",job="heapgate"'
expect "heapgate_leaked_objects{$labels}" 300
expect "heapgate_class_leaked_objects{class=\"Cart\",$labels}" 40
expect "heapgate_budget_exceeded{rule=\"leak\",unit=\"objects\",$labels}" 1
# Every query of the dashboard is one that Prometheus can answer.
python3 - "$source_folder/examples/grafana/heapgate.json" >queries <<'END'
import json, sys
for panel in json.load(open(sys.argv[1]))["panels"]:
    for target in panel["targets"]:
        print(target["expr"].replace("$repository", ".*").replace("$branch", ".*"))
END
[ "$(wc -l <queries)" -ge 12 ] || fail "the dashboard has no queries"
while read -r query; do
  until_true 20 eval '[ "$(value "$query")" != none ]' || fail "nothing answers: $query"
done <queries

# A fixed leak: its series ends, since a push replaces the whole group. Another branch stays as it is.
check clean 0 --push "$gateway" --repository shop/api --branch main
check clean 0 --push "$gateway/" --repository shop/api --branch fix/cart
expect "heapgate_leaked_objects{$labels}" 0
expect "heapgate_class_leaked_objects{class=\"Cart\",$labels}" none
expect 'count(heapgate_verdict{verdict="pass"} == 1)' 2

# Nobody there, or refused: a warning, never another verdict.
check clean 0 --push "http://127.0.0.1:$(free_port)"
grep -q 'heapgate: warning: .*the metrics were not pushed: no answer' errors || fail "no warning: $(cat errors)"
check leaky 1 --push "$gateway/wrong"
grep -q 'the metrics were not pushed: status 404' errors || fail "no warning: $(cat errors)"
check clean 2 --push "not-a-url"
echo "pushed, scraped and asked for"
