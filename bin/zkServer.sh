#!/bin/sh
bin=$(cd "$(dirname "$(readlink -f "$0")")" && pwd -P)
. "$bin/zkEnv.sh"
if [ "${1:-}" = print-cmd ]; then
  shift
  JACKDAW_PRINT_COMMAND=1 exec "$bin/jackdaw" zk-server start-foreground "$@"
fi
exec "$bin/jackdaw" zk-server "$@"
