#!/bin/bash
# First process of the small machine on which the cases run: it knows nothing but them. Mounts the share as a node does, runs the cases, and ends.
# The kernel's command line says where the share is: share=HOST:/PATH port=PORT.
set -u
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
trap 'echo "machine ends"; sync; busybox poweroff -f' EXIT
mount -t devtmpfs devtmpfs /dev
mount -t proc proc /proc
ln -s /proc/self/fd /dev/fd
exec >/dev/ttyS0 2>&1 </dev/null
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mount -t tmpfs -o size=600m tmpfs /tmp
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
mkdir -p /mnt/share /tmp/backups
# The options of a node (reference: Azure Files, NFS 4.1), and the port of the test's own server.
mount -t nfs4 -o "vers=4,minorversion=1,sec=sys,rsize=1048576,wsize=1048576,noresvport,actimeo=30,hard,port=$port" "$share" /mnt/share || exit
grep ' /mnt/share ' /proc/mounts
/cases.sh /scripts /mnt/share /tmp/backups 8000000
