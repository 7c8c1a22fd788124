#!/bin/sh
# What the HTTP server bears with 64 connections: one record from the cache; records, lists of cities and searches at
# random, first as users ask for them (the cache answers what was asked before), then computed anew each time. All of it
# alone, then beside 5,000 idle event streams.
#
#   bench/http_load.sh PROGRAM DB [SECONDS-EACH]      5 seconds if not given
#   bench/http_load.sh build/release/lianmeng sqlite:lianmeng.db
#
# Needs wrk and curl. bench_http_idle_streams is looked for in PROGRAM's folder:
#   cmake --build build/release --target bench_http_idle_streams
# wrk runs on the same machine and takes a core of its own.
set -eu
program=$1
database=$2
seconds=${3:-5}
here=$(dirname "$0")
idle=$(dirname "$program")/bench_http_idle_streams
streams=5000
[ -x "$idle" ] || { echo "$idle is not built" >&2; exit 2; }
# Both ends of each stream need a descriptor of their process.
ulimit -n "$(ulimit -H -n)"

work=$(mktemp -d)
server=
holder=
trap 'kill $holder $server 2> /dev/null || true; wait 2> /dev/null || true; rm -rf "$work"' EXIT INT TERM

"$program" serve --db "$database" --port 0 > "$work/serve.txt" 2> "$work/serve.log" &
server=$!
for _ in $(seq 300); do
  url=$(grep -o 'http://[0-9.:]*' "$work/serve.txt" | head -n 1 || true)
  [ -n "$url" ] && curl -sf "$url/readyz" > /dev/null && break
  kill -0 "$server" 2> /dev/null || { cat "$work/serve.log" >&2; exit 1; }
  sleep 0.1
done
curl -sf "$url/readyz" > /dev/null || { echo "the server is not ready" >&2; exit 1; }

# Targets from the data itself: ids of organisations, cities, and the first characters of names.
curl -sf "$url/api/v1/organisations?limit=500" > "$work/list.json"
grep -o '"id":"[0-9]*","key"' "$work/list.json" | grep -o '[0-9][0-9]*' | sort -u |
  sed 's|^|/api/v1/organisations/|' > "$work/record.txt"
head -n 1 "$work/record.txt" > "$work/cached.txt"
curl -sf "$url/api/v1/meta" | grep -o '"code":"[0-9]*00"' | grep -o '[0-9][0-9]*' | grep -v '0000$' | sort -u |
  sed 's|.*|/api/v1/organisations?city=&\&limit=50|' > "$work/list.txt"
grep -o '"short_name":"[^"]*"' "$work/list.json" | cut -d '"' -f 4 | sort -u | head -n 300 |
  while read -r name; do
    # The first two and three characters, as someone types them.
    for count in 2 3; do
      text=$(printf '%s' "$name" | LC_ALL=C.UTF-8 grep -oE "^.{$count}" | tr -d '\n' |
             od -An -tx1 | tr -d '\n' | sed 's/ /%/g')
      echo "/api/v1/search?q=$text&limit=10"
    done
  done > "$work/search.txt"
for kind in record list search; do
  [ -s "$work/$kind.txt" ] || { echo "no targets for $kind: is the database empty?" >&2; exit 1; }
done

run() {  # run LABEL TARGETS [vary]
  printf '%-32s' "$1"
  wrk -t1 -c64 -d"$seconds" -s "$here/http_load.lua" "$url" -- "$work/$2.txt" "${3:-}" | tail -n 1
}
memory() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$server/status" | awk '{ printf "%.0f MB\n", $1 / 1024 }'; }
all() {
  run "one record, cached" cached
  for kind in record list search; do
    run "$kind" $kind
    run "$kind, computed each time" $kind vary
  done
  printf '%-32s %s\n' "memory of the server" "$(memory)"
}

echo "alone"
all

port=${url##*:}
"$idle" 127.0.0.1 "$port" /api/v1/changes "$streams" $((seconds * 7 + 10)) > "$work/idle.txt" &
holder=$!
until grep -q opened "$work/idle.txt"; do
  kill -0 "$holder" 2> /dev/null || { cat "$work/idle.txt" >&2; exit 1; }
  sleep 0.1
done
echo "beside $(sed -n 's/^opened //p' "$work/idle.txt") idle event streams"
all
wait "$holder" || true
holder=
printf '%-32s %s\n' "event streams at the end" "$(tail -n 1 "$work/idle.txt")"
