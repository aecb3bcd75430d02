#!/bin/sh
# build.sh - builds the Debian package from what git has of this source; without git, as in an unpacked
# archive, from all of it but what was built.
#
# usage: build.sh BUILD_DIR      the package is BUILD_DIR/deb/flamegraph-tools_VERSION_ARCH.deb
#
# Who packs it is its maintainer: DEBFULLNAME and DEBEMAIL, as for Debian's own tools.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
version=$(sed -n 's/.define TOOLKIT_VERSION "\(.*\)"/\1/p' "$source/lib/command/options.h")
for tool in dpkg-buildpackage dh; do
	command -v "$tool" >/dev/null ||
		{ echo "make deb needs $tool: apt install build-essential debhelper" >&2; exit 1; }
done

# The names of all files of the source, from its folder, a NUL behind each.
files() {
	if [ -e .git ]; then
		git -c safe.directory='*' ls-files -z
	else
		find . -path "./${build#"$source"/}" -prune -o ! -type d -print0
	fi
}

rm -rf "$1/deb"
mkdir -p "$1/deb/source"
build=$(cd "$1" && pwd)
cd "$1/deb/source"
(cd "$source" && files | tar -cf - --null -T -) | tar -xf -
mkdir -p debian/source
maintainer="${DEBFULLNAME:-Flame graph tools} <${DEBEMAIL:-root@localhost}>"
sed "s|@MAINTAINER@|$maintainer|" "$here/control" >debian/control
cp "$here/rules" debian
chmod +x debian/rules
cp LICENSE debian/copyright
echo '3.0 (native)' >debian/source/format
cat >debian/changelog <<-END
	flamegraph-tools ($version) unstable; urgency=medium

	  * Built from the source of version $version.

	 -- $maintainer  $(LC_ALL=C date -R -r "$source/lib/command/options.h")
END
# The flags of the make that runs this are none of the package's.
unset MAKEFLAGS MFLAGS CFLAGS LDFLAGS CC BUILD
dpkg-buildpackage -b -us -uc
ls ../*.deb
