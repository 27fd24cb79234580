#!/bin/sh
# Becomes a machine: systemd-nspawn on layers of file systems, in a control group of its own, so that systemd of one machine never meets another's.
# usage: machineStart.sh <control group> <lower layers> <upper layer> <work folder> <mount point> <options of systemd-nspawn...>
# Run in a mount namespace of its own: what is mounted here goes when the machine does.
set -eu

group=$1 lower=$2 upper=$3 work=$4 root=$5
shift 5
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then hierarchies=/sys/fs/cgroup; else hierarchies="/sys/fs/cgroup/systemd /sys/fs/cgroup/unified"; fi
for hierarchy in $hierarchies; do
    if [ -d "$hierarchy" ]; then
        mkdir -p "$hierarchy/$group"
        echo $$ >"$hierarchy/$group/cgroup.procs"
    fi
done
# What lies in a lower layer can be renamed, as on a disk that has no layers.
mount -t overlay overlay -o "redirect_dir=on,lowerdir=$lower,upperdir=$upper,workdir=$work" "$root"
exec systemd-nspawn --directory="$root" "$@"
