#!/bin/sh
# Browser tests on the running binary: starts "insiemi up" on a data folder of
# its own with a small province, runs the tests in Chromium, and stops it.
#
#   web/e2e/run.sh            everything
#   BASE=http://… PAPERS=… web/e2e/run.sh   on a portal that runs already
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
bin=${BIN:-$root/bin}

if [ ! -d node_modules/playwright-core ] || [ ! -d node_modules/axe-core ]; then
	npm ci --no-audit --no-fund
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/insiemi-e2e-XXXXXX")
chmod 755 "$work" # Postgres may run as another user
up=
start() {
	"$bin/insiemi" up "$@" --data "$work/data" --s3d "$bin/s3d" >"$work/up.log" 2>&1 &
	up=$!
	until grep -q 'Ctrl-C' "$work/up.log"; do # it says how to stop it when everything answers
		kill -0 "$up" 2>/dev/null || { echo "insiemi up stopped"; exit 1; }
		sleep 0.2
	done
}
stop() {
	if [ -n "$up" ]; then
		kill -TERM "$up" 2>/dev/null || true
		wait "$up" 2>/dev/null || true
		up=
	fi
}
finish() {
	code=$?
	trap - EXIT INT TERM
	stop
	if [ "$code" -ne 0 ] && [ -f "$work/up.log" ]; then
		echo "--- what insiemi up said"; tail -n 30 "$work/up.log"
		for log in "$work"/data/log/serve.log "$work"/data/log/work.log; do
			if [ -f "$log" ]; then echo "--- $log"; tail -n 20 "$log"; fi
		done
	fi
	rm -rf "$work"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

if [ -z "${BASE:-}" ]; then
	start --stack-only # with data loaded first, the workers find what is overdue when they start
	. "$work/data/env"
	"$bin/insiemi" migrate >/dev/null
	"$bin/insiemi" seed --bodies 2 --centres 8 --months 2
	stop
	start --demo
	. "$work/data/env"
	mkdir "$work/papers"
	(cd "$root" && go run ./web/e2e/papers operator@insiemi.example "$work/papers")
	BASE=$INSIEMI_BASE_URL PAPERS=$work/papers
	export BASE PAPERS
fi
node --test --test-concurrency=1 main.test.js plain.test.js office.test.js obligation.test.js grid.test.js draft.test.js pages.test.js
