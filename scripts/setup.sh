#!/bin/sh
# Installs the system packages that a task needs and that are not there yet.
#
#   scripts/setup.sh desktop    what a build of the desktop program needs (C compiler, OpenGL, X11)
#   scripts/setup.sh screen     a virtual screen, for machines without a display
#   scripts/setup.sh fonts      fonts for all scripts, so that pictures show every name
#   scripts/setup.sh keychain   a keychain and a message bus, for tests with a real one
#   scripts/setup.sh window     tools that drive a real window, for end-to-end tests
#
# Exit code 1, after one sentence, where something is missing and cannot be installed here.
set -eu

missing=

fail() {
	echo "satchel: $*" >&2
	exit 1
}

# need PACKAGE PROBE...: the package is missing when its probe fails.
need() {
	package=$1
	shift
	"$@" >/dev/null 2>&1 || missing="$missing $package"
}

compiles() { printf '#include <stdlib.h>\n' | gcc -E -; }

have() { command -v "$1"; }

list() {
	case $1 in
	desktop)
		need gcc have gcc
		need libc6-dev compiles
		need pkg-config have pkg-config
		need libgl1-mesa-dev pkg-config --exists gl
		need xorg-dev pkg-config --exists x11 xcursor xrandr xinerama xi xxf86vm
		need libxkbcommon-dev pkg-config --exists xkbcommon
		;;
	screen)
		need xvfb have xvfb-run
		need xauth have xauth
		;;
	fonts)
		need fonts-noto-core test -d /usr/share/fonts/truetype/noto
		need fonts-noto-cjk test -d /usr/share/fonts/opentype/noto
		;;
	keychain)
		need dbus have dbus-run-session
		need gnome-keyring have gnome-keyring-daemon
		;;
	window)
		need xdotool have xdotool
		need imagemagick have import
		;;
	*) fail "unknown task '$1'; there are desktop, screen, fonts, keychain and window." ;;
	esac
}

# apt_get runs apt-get with the rights this account has; it never asks and never waits for ever.
apt_get() {
	set -- timeout 900 env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		-o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o DPkg::Lock::Timeout=120 "$@"
	[ "$(id -u)" = 0 ] || set -- sudo -n "$@"
	"$@" </dev/null >&2
}

install_missing() {
	names=${missing# }
	[ -n "$names" ] || return 0
	command -v apt-get >/dev/null ||
		fail "please install with your package manager what Debian calls: $names"
	[ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null ||
		fail "please run: sudo apt-get install $names"
	echo "satchel: installing $names" >&2
	apt_get update || echo "satchel: the package lists could not be renewed; trying the old ones." >&2
	# shellcheck disable=SC2086 # a list of names is meant
	apt_get install --no-install-recommends $names ||
		fail "apt-get could not install: $names"
}

case $(uname -s) in
Linux)
	for task in "$@"; do list "$task"; done
	install_missing
	;;
Darwin)
	xcode-select -p >/dev/null 2>&1 ||
		fail "please install the Xcode command line tools first: xcode-select --install"
	;;
MINGW* | MSYS* | CYGWIN*)
	have gcc >/dev/null ||
		fail "please install a C compiler first, such as TDM-GCC or MSYS2's mingw-w64-x86_64-gcc."
	;;
*)
	have cc >/dev/null ||
		fail "please install a C compiler and the headers of OpenGL and X11 first."
	;;
esac
