#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/jackdaw" kafka-dump-log "$@"
