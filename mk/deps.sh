#!/bin/sh
# Installs what is missing to build, test and show wirefold on Debian or Ubuntu,
# and says what. Does nothing, and needs no root, when all of it is there.
packages="gcc libc6-dev make pkg-config libcurl4-openssl-dev libxml2-dev libssl-dev libutf8proc-dev nginx-light openssl ca-certificates python3 procps valgrind mandoc jq kcat librdkafka-dev"

command -v dpkg-query >/dev/null 2>&1 || {
	echo "make deps knows Debian and Ubuntu only; needed are:" $packages >&2
	exit 0
}

there() {
	dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q 'install ok installed'
}

missing=
for p in $packages; do
	case $p in
	nginx-light) there nginx-light || there nginx-core || there nginx-full || there nginx-extras ||
	    missing="$missing $p" ;;
	gcc) command -v "${CC:-gcc}" >/dev/null 2>&1 || missing="$missing $p" ;;
	pkg-config) command -v pkg-config >/dev/null 2>&1 || missing="$missing $p" ;;
	*) there "$p" || missing="$missing $p" ;;
	esac
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		echo "missing packages:$missing; install them as root: apt-get install$missing" >&2
		exit 1
	}
	sudo=sudo
fi
echo "make deps: installing$missing"
export DEBIAN_FRONTEND=noninteractive
# A service that starts by itself is not wanted: the tests start their own nginx.
policy=/usr/sbin/policy-rc.d
made=
if [ ! -e $policy ]; then
	printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null && $sudo chmod 755 $policy && made=1
fi
$sudo apt-get update -q >/dev/null &&
    $sudo apt-get install -y -q --no-install-recommends $missing >/tmp/wirefold-deps.$$ 2>&1
rc=$?
[ -z "$made" ] || $sudo rm -f $policy
[ $rc = 0 ] || tail -n 20 /tmp/wirefold-deps.$$ >&2
rm -f /tmp/wirefold-deps.$$
exit $rc
