# shellcheck shell=bash
# What the bash scripts of a node have in common; each begins with: source "${BASH_SOURCE%/*}/common.sh"

readonly settings=/etc/wso2-gateway/node.env
# Memory-backed: gone with a reboot.
# shellcheck disable=SC2034
readonly run=/run/wso2-gateway secrets=/run/wso2-gateway/secrets state=/run/wso2-gateway/state share=/mnt/wso2-gateway

# unquoted LINE: prints the value of a line NAME="value".
unquoted() {
    local value=${1#*=\"}
    printf '%s\n' "${value%\"}" | sed 's/\\\(["\\$`]\)/\1/g'
}

# Prints a setting, or the second argument where there is none; without that one, its absence is an error. Read, not sourced: nothing in the file is to be run.
setting() {
    local line
    if line=$(grep -m 1 "^$1=\".*\"\$" "$settings"); then
        unquoted "$line"
    elif (($# > 1)); then
        echo "$2"
    else
        fail "$1 is missing in $settings"
    fi
}

# log MESSAGE [PRIORITY]: a line in the journal; in a container, which has none, in its output. Where nobody takes it, the script goes on: what it does matters more.
log() {
    if [[ ${LOG_TO:-} == stdout ]]; then
        echo "$1" || true
    else
        logger --tag wso2-gateway --priority "user.${2:-info}" -- "$1" || true
    fi
}

# Ends the script. Whoever has started it reads why from the last line of its errors.
fail() {
    echo "$*" >&2
    exit 1
}

# Whether the share is mounted; asks the kernel, not the server, which may be gone.
share_mounted() {
    grep --quiet --fixed-strings " $share " /proc/self/mounts
}

# find_java VERSION: prints the home of a Java of that major version, wherever it came from.
find_java() {
    local java
    for java in /usr/lib/jvm/*/bin/java /usr/lib/jvm/*/jre/bin/java /opt/*/bin/java; do
        if [[ -x $java ]] && "$java" -version 2>&1 | grep --extended-regexp --quiet "version \"(1\\.)?$1[.\"-]"; then
            echo "${java%/bin/java}"
            return
        fi
    done
    return 1
}

# Prints the home of the Java that the product runs on: the one that an image names, else one of the release's version.
product_java() {
    if [[ -n ${JAVA_HOME:-} && -x ${JAVA_HOME:-}/bin/java ]]; then
        echo "$JAVA_HOME"
    else
        find_java "$(setting JDK_VERSION)" || fail "there is no Java $(setting JDK_VERSION)"
    fi
}

# own ARGUMENTS…: chown, where this is root. In a pod everything is the gateway's user's from the start.
own() {
    if ((EUID == 0)); then chown "$@"; fi
}

# Moves a folder to its place in memory, for the gateway's user alone.
put_in_memory() {
    own --recursive wso2carbon:wso2 "$1"
    chmod --recursive u=rwX,g=rX,o= "$1"
    rm --recursive --force "${run:?}/${1##*/}"
    mv "$1" "$run/${1##*/}"
}
