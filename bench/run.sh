#!/usr/bin/env bash
# Every figure of docs/benchmarks.md in one run: builds what it needs, prints a table for each part.
#
#   bench/run.sh [FOLDER-OF-THE-OPEN-GRAPH [TOPOLOGY]]     without them, the parts that need them are left out
#
# TOPOLOGY: Chinanet of the Internet Topology Zoo as node-link JSON (docs/formats/backbone.md).
#
# Wants wrk (apt install wrk) for the HTTP part, and liblemon-dev to compare assignments with. Leave the machine alone meanwhile.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
ckg=${1:-}
topology=${2:-}
cd "$root"
cmake --preset release >/dev/null
cmake --build build/release --target lianmeng bench_measure bench_search_latency bench_chain_index bench_chain_national bench_chain_repair bench_chain_rescore bench_chain_time \
  bench_event_timetable bench_network_admission bench_network_limits bench_network_saturation bench_network_failure bench_network_simulation bench_backbone_board bench_assign_pairs bench_assign_rules bench_assign_again bench_match_names bench_match_query bench_match_retrieval bench_what_if \
  bench_http_idle_streams bench_http_core | tail -n 1
bin=$root/build/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "## machine"
sed -n 's/^model name[^:]*: /cpu     /p' /proc/cpuinfo | head -n 1
echo "cores   $(nproc)"
awk '/MemTotal/ {printf "memory  %.0f GiB\n", $2 / 1048576}' /proc/meminfo

echo "## commands (wall, processor, greatest resident memory)"
delta=sqlite:$work/delta.db
"$bin/bench_measure" "import of the demo region" "$bin/lianmeng" import region data/delta --db "$delta" --rejects "$work/r.csv" >"$work/o"
tail -n 1 "$work/o"
"$bin/bench_measure" "the same import again" "$bin/lianmeng" import region data/delta --db "$delta" --rejects "$work/r.csv" >"$work/o"
tail -n 1 "$work/o"
"$bin/bench_measure" "report: risks and matches of the demo region" "$bin/lianmeng" report --db "$delta" >"$work/o"
tail -n 1 "$work/o"
"$bin/lianmeng" export links --out "$work/links.csv" --db "$delta"
echo "   demo network: $(($(wc -l <"$work/links.csv") - 1)) links"
"$bin/bench_measure" "index of the demo region, published mode" "$bin/lianmeng" risk index "$work/links.csv" --out "$work/index.csv" 2>/dev/null
"$bin/bench_measure" "generate a national network" "$bin/lianmeng" generate links --out "$work/national.csv" 2>"$work/o"
head -n 4 "$work/o"
"$bin/bench_measure" "index of 250,000 firms, stopped after one step: reading and writing" \
  "$bin/lianmeng" risk index "$work/national.csv" --threshold 1 --out "$work/index.csv" 2>"$work/o"
tail -n 1 "$work/o"
if [ -n "$ckg" ]; then
  "$bin/bench_measure" "import of the open graph" "$bin/lianmeng" import ckg "$ckg" --db "sqlite:$work/ckg.db" --rejects "$work/r.csv" >"$work/o" 2>/dev/null
  tail -n 1 "$work/o"
  "$bin/bench_measure" "the same import again" "$bin/lianmeng" import ckg "$ckg" --db "sqlite:$work/ckg.db" --rejects "$work/r.csv" >"$work/o" 2>/dev/null
  tail -n 1 "$work/o"
fi

echo "## search"
"$bin/bench_search_latency" "$delta" | sed 's/^/demo region  /'
[ -z "$ckg" ] || "$bin/bench_search_latency" "sqlite:$work/ckg.db" | sed 's/^/open graph   /'

echo "## engines"
"$bin/bench_chain_index"
"$bin/bench_chain_repair" "$delta"
"$bin/bench_what_if" "$delta" data/delta/scenarios/*.json
"$bin/bench_chain_time" "$delta"
"$bin/bench_chain_national"
"$bin/bench_chain_rescore"
"$bin/bench_match_query"
"$bin/bench_match_retrieval"
[ -z "$ckg" ] || "$bin/lianmeng" --lang en evaluate retrieval --data "$ckg" --seed 1
"$bin/bench_match_names"
[ -z "$ckg" ] || "$bin/lianmeng" --lang en evaluate names --data "$ckg"
"$bin/bench_assign_pairs"
"$bin/bench_assign_rules"
"$bin/bench_assign_again"
"$bin/bench_event_timetable"
"$bin/bench_network_admission" "${topology:-data/delta/backbone}"
"$bin/bench_network_limits"
[ -z "$topology" ] || "$bin/bench_network_saturation" "$topology"
"$bin/bench_network_failure" data/delta/backbone data/delta/backbone/flows.csv
"$bin/bench_network_simulation"
"$bin/bench_backbone_board" "$delta"

echo "## HTTP"
"$root/bench/http_load.sh" "$bin/lianmeng" "$delta"
