/**
 * The coordination service: ZooKeeper's protocol over a replicated znode tree. Event loops decode,
 * order and read; the log's apply thread owns every change.
 */
@NullMarked
package io.jackdaw.zookeeper;

import org.jspecify.annotations.NullMarked;
