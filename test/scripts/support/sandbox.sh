#!/bin/sh
# Becomes a copy of this machine that nobody else sees: what is written, mounted or started in it is gone with it.
# usage: sandbox.sh <network namespace> <folder>
# Run in a mount and a process namespace of its own.
set -eu

folder=$2
mount --make-rprivate /
mount -t tmpfs tmpfs "$folder"
mkdir "$folder/changes" "$folder/work" "$folder/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/changes,workdir=$folder/work" "$folder/root"
cd "$folder/root"
mount -t proc proc proc
mount --rbind /dev dev
mount -t sysfs sysfs sys
for memory in run mnt home tmp srv; do mount -t tmpfs tmpfs "$memory"; done
mkdir -p run/lock usr/local/lib/wso2-gateway etc/wso2-gateway
echo ready
exec nsenter --net="$1" chroot . sleep infinity
