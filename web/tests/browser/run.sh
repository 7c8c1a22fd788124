#!/bin/sh
# Tests the console in a browser against the program itself.
#   run.sh PROGRAM [test files...]
# Makes a database from data/delta, with its sample event, and an empty one in a temporary folder, serves both on free ports, runs the tests
# with Node's own runner, and stops what it started, whatever happens. Needs web/dist (npm run build), and Chromium:
# CHROMIUM names it, /usr/bin/chromium unless told.
set -eu
program=$(realpath "${1:?usage: run.sh PROGRAM [test files...]}")
shift
here=$(cd "$(dirname "$0")" && pwd)
web=$(cd "$here/../.." && pwd)
[ -f "$web/dist/index.html" ] || { echo "run.sh: web/dist is missing; run npm run build in web/" >&2; exit 2; }

work=$(mktemp -d)
servers=
stop() {
  for pid in $servers; do kill "$pid" 2>/dev/null || true; done
  for pid in $servers; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

# serve NAME: starts a server on NAME.db and sets url to its address, which is on the first line it prints.
serve() {
  "$program" serve --db "sqlite:$work/$1.db" --port 0 --console "$web/dist" >"$work/$1.out" 2>"$work/$1.err" &
  servers="$servers $!"
  tries=0
  until url=$(grep -o -m1 'http://[0-9.:]*' "$work/$1.out"); do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then
      echo "run.sh: the server did not start" >&2
      cat "$work/$1.err" >&2
      exit 2
    fi
    sleep 0.1
  done
}

cp -R "$web/../data/delta" "$work/delta"
(cd "$work" && timeout 60 "$program" import region delta --db "sqlite:$work/delta.db" >/dev/null)
(cd "$work" && timeout 60 "$program" event sample --db "sqlite:$work/delta.db" >/dev/null)
mkdir "$work/nothing"
head -n 1 "$work/delta/regions.csv" >"$work/nothing/regions.csv"
(cd "$work" && timeout 60 "$program" import region nothing --db "sqlite:$work/empty.db" >/dev/null)
serve empty
LIANMENG_EMPTY_URL=$url
serve delta
LIANMENG_URL=$url
LIANMENG_PROGRAM=$program LIANMENG_DB=$work/delta.db LIANMENG_CONSOLE=$web/dist
export LIANMENG_URL LIANMENG_EMPTY_URL LIANMENG_PROGRAM LIANMENG_DB LIANMENG_CONSOLE

[ $# -gt 0 ] || set -- "$here"/*.test.mjs
timeout 1800 node --test "$@"
