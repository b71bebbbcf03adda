/**
 * ZooKeeper's records as they travel: the jute encoding, operation and error codes, headers, stats,
 * ACLs and events. Values only, no state, any thread.
 *
 * <p>The encoding is written here rather than taken from {@code zookeeper-jute}: it reads requests
 * where they lie in the connection's buffer and needs no mutable twin of every record. The tests
 * hold it against Apache's classes.
 */
@NullMarked
package io.jackdaw.zookeeper.wire;

import org.jspecify.annotations.NullMarked;
