#!/bin/sh
# usage: find-bats.sh BUILD_DIR
# Prints where bats is: the one on PATH, else bats-core fetched through npm into BUILD_DIR.
set -u
build=$1

if command -v bats; then
	exit 0
fi
# Not all versions of npm link it into node_modules/.bin.
local_bats=$build/bats/node_modules/bats/bin/bats
if [ ! -x "$local_bats" ] && command -v npm >/dev/null; then
	mkdir -p "$build/bats"
	npm install --loglevel=error --no-audit --no-fund --no-save --prefix "$build/bats" bats >&2
fi
if [ -x "$local_bats" ]; then
	echo "$local_bats"
	exit 0
fi
echo "The tests need bats-core: install the package 'bats' (Debian, Ubuntu, Fedora)," >&2
echo "'bash-bats' (Arch) or 'bats-core' (Homebrew), or install npm, which can fetch it." >&2
exit 1
