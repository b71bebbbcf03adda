#!/bin/sh
bin=$(cd "$(dirname "$(readlink -f "$0")")" && pwd -P)
. "$bin/zkEnv.sh"
exec "$bin/jackdaw" zk-cli "$@"
