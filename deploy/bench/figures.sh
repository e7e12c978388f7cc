#!/bin/sh
# Prints the tables of docs/benchmarks.md. Without an argument it takes the
# figures now, about six minutes; else it reads what make bench printed before.
#
#   deploy/bench/figures.sh [FILE]
set -eu
cd "$(dirname "$0")/../.."

if [ $# -gt 0 ]; then
	cat "$1"
else
	make --no-print-directory bench BENCH='^Benchmark(Upload|Drop|Decide)$'
fi | awk '
/^Benchmark/ {
	name = $1; sub(/^Benchmark/, "", name); sub(/-[0-9]+$/, "", name)
	seen[name] = 1
	for (i = 3; i < NF; i += 2) v[name, $(i + 1)] = $i
	next
}
/^(FAIL|panic)/ || /is not (built|installed)/ { print; failed = 1 }
function ms(n, u) { return sprintf(v[n, u] < 100 ? "%.1f" : "%.0f", v[n, u]) }
function ratio(n, u) { return sprintf("**%.2f** (%.2f–%.2f)", v[n, u "-ratio"], v[n, u "-ratio-min"], v[n, u "-ratio-max"]) }
END {
	split("4KiB 1MiB 50MiB 200MiB", size, " ")
	for (s = 1; s <= 4; s++) {
		n = "Upload/" size[s]
		if (!(n in seen)) continue
		if (!upload++) {
			print "\n### Upload\n\n| size | bare | unchecked | Put | portal | Put ÷ bare | portal ÷ bare | Put, portal ÷ unchecked | heap: bare, Put | portal, process | load |"
			print "|---|---|---|---|---|---|---|---|---|---|---|"
		}
		printf "| %s | %s ms | %s ms | %s ms | %s ms | %s | %s | %.2f, %.2f | %.0f, %.0f MiB | %.0f MiB | %.1f |\n", size[s],
			ms(n, "bare-ms"), ms(n, "unchecked-ms"), ms(n, "put-ms"), ms(n, "http-ms"), ratio(n, "put"), ratio(n, "http"),
			v[n, "put-unchecked-ratio"], v[n, "http-unchecked-ratio"], v[n, "bare-heap-MiB"], v[n, "put-heap-MiB"], v[n, "http-process-MiB"], v[n, "load"]
	}
	n = "Drop"
	if (n in seen) {
		print "\n### Drop to decision-ready\n\n| | median | 95th percentile | ours is so many times as fast (median, range) |\n|---|---|---|---|"
		printf "| Insiemi, case open | %s ms | %s ms | |\n", ms(n, "drop-p50-ms"), ms(n, "drop-p95-ms")
		printf "| `ocrmypdf --skip-text` | %s ms | %s ms | %s |\n", ms(n, "ocrmypdf-p50-ms"), ms(n, "ocrmypdf-p95-ms"), ratio(n, "ocrmypdf")
		printf "| the same, `--output-type pdf --optimize 0` | %s ms | %s ms | %s |\n", ms(n, "quick-p50-ms"), ms(n, "quick-p95-ms"), ratio(n, "quick")
		printf "\nMedians of the stages: store %s ms, receive and relay %s ms, read %s ms, record and relay %s ms, check %s ms; the sender had the receipt after %s ms. Load %.1f.\n",
			ms(n, "1-store-ms"), ms(n, "2-receive+relay-ms"), ms(n, "3-read-ms"), ms(n, "4-record+relay-ms"), ms(n, "5-check-ms"), ms(n, "receipt-ms"), v[n, "load"]
	}
	n = "Decide"
	if (n in seen) {
		print "\n### Decisions\n\n| decisions/s | pgbench, transactions/s | ratio (median, range) | statements | load |\n|---|---|---|---|---|"
		printf "| %.0f | %.0f | %s | %d | %.1f |\n", v[n, "decide/s"], v[n, "pgbench/s"], ratio(n, "decide"), v[n, "statements"], v[n, "load"]
	}
	exit failed
}'
