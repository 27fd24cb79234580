#!/bin/bash
# What a node sees of a share on a real mount of NFS 4.1, made by its own script, while somebody else writes and the server goes and comes back.
# Usage: cases.sh SOURCE PORT. Prints one line for each fact; where the server is to go and to come back it says so, and waits.
set -euo pipefail
readonly source=$1 port=$2 reader=/mnt/wso2-gateway writer=/mnt/writer scripts=/usr/local/lib/wso2-gateway content=gateway/synapse-configs/default

# wait_until SECONDS WHAT COMMAND...: prints how long it took until the command succeeded.
wait_until() {
    local limit=$1 what=$2 begin=${EPOCHREALTIME/./}
    shift 2
    until "$@"; do
        if ((${EPOCHREALTIME/./} - begin > limit * 1000000)); then
            echo "not $what within $limit s"
            return
        fi
        sleep 0.5
    done
    echo "$what after $(((${EPOCHREALTIME/./} - begin) / 1000)) ms"
}

mkdir --parents /home /etc/wso2-gateway /run/wso2-gateway/state "$writer"
printf 'SHARE_SOURCE="%s"\nSHARE_TYPE="nfs4"\n' "$source" >/etc/wso2-gateway/node.env
"$scripts/mount-share"
grep " $reader " /proc/mounts
# As a pod sees it: its driver mounts, and the pod's user has no capability and gets none. What it fills the share with lies beside its pack.
mkdir --parents /pods/pristine/synapse-configs/default/api /pods/pack
echo '<definitions/>' >/pods/pristine/synapse-configs/default/synapse.xml
for number in {1..40}; do echo "<api name=\"$number\"/>" >"/pods/pristine/synapse-configs/default/api/$number.xml"; done
cat >/etc/wso2-gateway/node.env <<END
HOME_DIRECTORY="/pods/pack"
SHARED_PATHS="repository/deployment/server/synapse-configs"
SHARE_FOLDER="pods"
SHARE_TYPE="nfs4"
END
as_pod() {
    setpriv --reuid=802 --regid=802 --groups=802 --inh-caps=-all --bounding-set=-all --no-new-privs env LOG_TO=stdout "$@"
}
access() { stat --format="$1: %u:%g %a" "$reader/$2"; }
chmod 0755 "$reader"
as_pod "$scripts/seed-share" 2>&1 | sed 's/^/root alone may write: /' || true
# As the driver leaves it for a pod with an fsGroup.
chown 0:802 "$reader"
chmod 2775 "$reader"
as_pod "$scripts/seed-share" >/tmp/one 2>&1 &
as_pod "$scripts/seed-share" >/tmp/two 2>&1 || echo "the second failed"
wait "$!" || echo "the first failed"
sed 's/^/two at once: /' /tmp/one /tmp/two
as_pod "$scripts/seed-share" 2>&1 | sed 's/^/once more: /'
access folder pods
access content pods/synapse-configs/default/synapse.xml
echo "files: $(find "$reader/pods/synapse-configs/default/api" -type f | wc --lines), in the folder: $(ls -A "$reader/pods")"
as_pod rm "$reader/pods/synapse-configs/default/api/1.xml" && echo "what a pod has written it may change"

cat >/etc/wso2-gateway/node.env <<END
API_PORT="8243"
HOME_DIRECTORY="/home"
PRODUCT_HEALTH_PATH="/services/Version"
PRODUCT_HEALTH_PORT="9443"
READINESS_PATH="/ready"
READINESS_PORT="9500"
SHARED_PATHS="synapse-configs"
SHARE_SOURCE="$source"
SHARE_TYPE="nfs4"
END
# Another node, as far as the kernel can tell: nothing that one mount has read is known to the other.
mount -t nfs4 -o vers=4,minorversion=1,sec=sys,noresvport,nosharecache,actimeo=0 "$source" "$writer"
mkdir --parents "$writer/$content/api"
echo '<definitions/>' >"$writer/$content/synapse.xml"
ln --symbolic "$reader/gateway/synapse-configs" /home/synapse-configs

listed() {
    local names
    names=$(ls "$reader/$content/api")
    [[ $'\n'$names$'\n' == *$'\n'"$1"$'\n'* ]]
}
has_text() { [[ $(<"$reader/$content/api/$1") == "$2" ]]; }
wait_until 60 "the first content is seen" test -e "$reader/$content/synapse.xml"
# Who opens a folder gets it as it is; who asks for a name gets what is remembered: here, that there is none.
listed one || true
[[ -e $reader/$content/api/two ]] || true
echo first | tee "$writer/$content/api/two" >"$writer/$content/api/one"
wait_until 60 "a new artifact is found by its name" test -e "$reader/$content/api/two"
wait_until 60 "a new artifact is listed" listed one
has_text one first
echo other >"$writer/$content/api/one"
wait_until 60 "a changed artifact is seen" has_text one other
rm "$writer/$content/api/two"
gone() { ! listed two; }
wait_until 60 "a removed artifact is gone" gone
umount "$writer"

mkdir /run/wso2-gateway/secrets
cat /run-secrets/node-certificate.pem >/run/wso2-gateway/secrets/node-certificate.pem
touch /run/wso2-gateway/state/booted
python3 -u "$scripts/answer-readiness" >/tmp/readiness 2>&1 &
# What it has said last of readiness: it also says that it has no key here, and so answers nobody.
said() { { grep -E '^(not )?ready' /tmp/readiness || true; } | tail --lines=1 | grep --quiet "$1"; }
silent() { said 'not ready: ' && ! said content; }
wait_until 120 "the content is in place for readiness" silent
echo "the server is to stop"
# Not before: a slow machine may say of a share that answers that it does not, and then reads it after all.
server_gone() { ! timeout 5 bash -c "</dev/tcp/${source%%:*}/$port" 2>/dev/null; }
wait_until 120 "the server is gone" server_gone
wait_until 120 "readiness says that the share is away" said 'content: the shared file system does not answer'
cat "$reader/$content/api/one" >/tmp/read &
sleep 2
[[ ! -s /tmp/read ]] && echo "who reads waits"
echo "the server is to start"
wait_until 300 "readiness has the content back" silent
wait_until 60 "what was read is there" test -s /tmp/read
cat /tmp/read
sed 's/^/readiness has said: /' /tmp/readiness
