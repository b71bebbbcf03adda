/**
 * What a coordination service tells of itself: figures, connections, watches, and metrics under
 * ZooKeeper's names. The four-letter words, the AdminServer and Prometheus show it, each in its own
 * way. Images and counters; any thread.
 */
@NullMarked
package io.jackdaw.zookeeper.report;

import org.jspecify.annotations.NullMarked;
