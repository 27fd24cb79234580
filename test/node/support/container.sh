#!/bin/bash
# Becomes the first process of a container: an image that nobody can write to, its volumes, and a user without any privilege.
# usage: container.sh FOLDER, with what the test has written there: `root` to mount at, `layers`, `mounts` (source, target and ro or rw, by tabs), `namespace` of the network, `host`, and `run`.
# Run in a mount, a process, a host name and an IPC namespace of its own.
set -euo pipefail
folder=$1
root=$folder/root

mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$(<"$folder/layers")" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
for stream in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${stream%:*}" "$root/dev/${stream#*:}"; done
mkdir "$root/dev/shm"
mount -t tmpfs tmpfs "$root/dev/shm"
while IFS=$'\t' read -r source target access; do
    # Within another volume; what is in the image is there already.
    if [[ ! -e $root$target ]]; then
        if [[ -d $source ]]; then mkdir -p "$root$target"; else touch "$root$target"; fi
    fi
    mount --bind "$source" "$root$target"
    if [[ $access == ro ]]; then mount -o remount,bind,ro "$root$target"; fi
done <"$folder/mounts"
hostname "$(<"$folder/host")"
cp "$folder/run" "$root/dev/run"
exec nsenter --net="/run/netns/$(<"$folder/namespace")" chroot "$root" /dev/run
