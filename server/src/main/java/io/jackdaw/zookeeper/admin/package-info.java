/**
 * The AdminServer: commands over HTTP that answer in JSON, with ZooKeeper's paths, names and rules,
 * and the port from which Prometheus scrapes. Loaded only where it is configured; every call runs
 * on a virtual thread of its own.
 */
@NullMarked
package io.jackdaw.zookeeper.admin;

import org.jspecify.annotations.NullMarked;
