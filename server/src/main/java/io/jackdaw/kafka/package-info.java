/**
 * The broker: its configuration, and one package for each concern below. Nothing here knows {@code
 * io.jackdaw.zookeeper}: the coordination service is reached through ZooKeeper's protocol.
 */
@NullMarked
package io.jackdaw.kafka;

import org.jspecify.annotations.NullMarked;
