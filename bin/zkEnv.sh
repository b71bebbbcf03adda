# The environment of the zk*.sh scripts, read as Apache ZooKeeper's scripts read it. Sourced by them; expects their folder in $bin.
#   --config DIR or ZOOCFGDIR, ZOOCFG, ZOOPIDFILE, ZOO_LOG_DIR, JAVA_HOME, CLASSPATH
#   ZK_SERVER_HEAP and ZK_CLIENT_HEAP in MB; SERVER_JVMFLAGS, CLIENT_JVMFLAGS, JVMFLAGS; JMXPORT and its kin
# and zookeeper-env.sh and java.env of that folder, which may set any of them.
if [ "${1:-}" = --config ] && [ $# -gt 1 ]; then
  ZOOCFGDIR=$2
  shift 2
fi
if [ -z "${ZOOCFGDIR:-}" ]; then
  ZOOCFGDIR=$bin/../config
  [ -e "$bin/../conf/zoo.cfg" ] && ZOOCFGDIR=$bin/../conf
fi
# shellcheck disable=SC1091 # these are the user's
[ -f "$ZOOCFGDIR/zookeeper-env.sh" ] && . "$ZOOCFGDIR/zookeeper-env.sh"
# shellcheck disable=SC1091
[ -f "$ZOOCFGDIR/java.env" ] && . "$ZOOCFGDIR/java.env"

[ -n "${ZK_SERVER_HEAP:-}" ] && SERVER_JVMFLAGS="-Xmx${ZK_SERVER_HEAP}m ${SERVER_JVMFLAGS:-}"
[ -n "${ZK_CLIENT_HEAP:-}" ] && CLIENT_JVMFLAGS="-Xmx${ZK_CLIENT_HEAP}m ${CLIENT_JVMFLAGS:-}"
if [ -n "${JMXPORT:-}" ] && [ "${JMXDISABLE:-false}" = false ]; then
  SERVER_JVMFLAGS="${SERVER_JVMFLAGS:-} -Dcom.sun.management.jmxremote.port=$JMXPORT \
-Dcom.sun.management.jmxremote.authenticate=${JMXAUTH:-false} -Dcom.sun.management.jmxremote.ssl=${JMXSSL:-false}"
  [ -n "${JMXHOSTNAME:-}" ] && SERVER_JVMFLAGS="$SERVER_JVMFLAGS -Djava.rmi.server.hostname=$JMXHOSTNAME"
fi

export ZOOCFGDIR
for name in ZOOCFG ZOOPIDFILE ZOO_LOG_DIR JAVA_HOME CLASSPATH SERVER_JVMFLAGS CLIENT_JVMFLAGS JVMFLAGS; do
  eval "[ -n \"\${$name:-}\" ] && export $name"
done
