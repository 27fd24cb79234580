#!/bin/sh
# Stands for the start script of the gateway product: the same arguments, the same demands, and the server as a child of the script.
CARBON_HOME=$(cd "$(dirname "$0")/.." && pwd)
export CARBON_HOME

if [ "$1" = "stop" ] || [ "$1" = "--stop" ]; then
    if [ ! -e "$CARBON_HOME/wso2carbon.pid" ]; then
        echo "Process does not exist: no wso2carbon.pid" >&2
        exit 1
    fi
    kill -TERM "$(cat "$CARBON_HOME/wso2carbon.pid")"
    exit
fi
if [ -z "$JAVA_HOME" ]; then
    echo "You must set the JAVA_HOME variable before running CARBON." >&2
    exit 1
fi
if [ ! -x "$JAVA_HOME/bin/java" ]; then
    echo "Error: JAVA_HOME is not defined correctly: $JAVA_HOME/bin/java cannot be executed." >&2
    exit 1
fi
cd "$CARBON_HOME" || exit 1
echo "Using Java memory options: ${JVM_MEM_OPTS:--Xms256m -Xmx1024m}"
python3 "$CARBON_HOME/bin/stand_in.py" "$@"
