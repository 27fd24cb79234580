# shellcheck shell=bash
# How nodes begin to leave, on a machine and in a pod; after common.sh.

detection=$(setting DETECTION_SECONDS)
# A probe that was under way is answered within this.
readonly answer=1

# shellcheck disable=SC2154
start_draining() {
    mkdir -p "$state"
    touch "$state/draining"
    log "drain: not ready from now on"
}

# Whether the load balancer may still think that the node is ready: it was told so less than its detection ago.
may_get_requests() {
    local told
    told=$(stat -c %Y /run/wso2-gateway-readiness/last-ready 2>/dev/null) || return 1
    (($(date +%s) <= told + detection + answer))
}
