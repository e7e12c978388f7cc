#!/bin/sh
# Deletes the data of the private stack, after asking.
#
#   deploy/clean-data.sh FOLDER
set -eu
dir=${1:?which data folder?}
[ -d "$dir" ] || { echo "There is no data in $dir."; exit 0; }
moved=
[ -f "$dir/moved-to" ] && moved=$(cat "$dir/moved-to")
for d in "$dir" "$moved"; do
	[ -n "$d" ] && [ -f "$d/lock" ] && command -v flock >/dev/null && ! flock -n "$d/lock" true && {
		echo "Insiemi is running on $d: stop it first." >&2
		exit 1
	}
done
printf 'Delete all data in %s? Documents, database, mail: nothing can be brought back. [y/N] ' "$dir${moved:+ and $moved}"
read -r answer || answer=
case $answer in
y | Y | yes | s | S | si | sì) ;;
*)
	echo "Nothing was deleted."
	exit 1
	;;
esac
rm -rf "$dir" ${moved:+"$moved"}
echo "Deleted."
