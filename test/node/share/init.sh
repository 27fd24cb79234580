#!/bin/bash
# First process of the small machine on which cases.sh runs. The kernel's command line says where the share is: share=HOST:/PATH port=PORT.
set -u
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
trap 'echo "machine ends"; busybox poweroff -f' EXIT
mount -t devtmpfs devtmpfs /dev
mount -t proc proc /proc
ln -s /proc/self/fd /dev/fd
exec >/dev/ttyS0 2>&1 </dev/null
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
while read -r module; do busybox insmod "$module" || echo "no module $module"; done </modules
for setting in $(</proc/cmdline); do
    case $setting in
        share=*) share=${setting#share=} ;;
        port=*) port=${setting#port=} ;;
    esac
done
busybox ip link set lo up
busybox ip link set eth0 up
busybox ip address add 10.0.2.15/24 dev eth0
# The test's own server has a port of its own, which the node's script knows nothing about.
mv /usr/sbin/mount.nfs4 /usr/sbin/mount.nfs4.real
printf '#!/bin/bash\nexec -a mount.nfs4 /usr/sbin/mount.nfs4.real "$@" -o port=%s\n' "$port" >/usr/sbin/mount.nfs4
printf '#!/bin/bash\necho "journal: $*"\n' >/usr/bin/logger
chmod +x /usr/sbin/mount.nfs4 /usr/bin/logger
/cases.sh "$share" "$port"
