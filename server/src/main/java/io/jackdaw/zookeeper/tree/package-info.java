/**
 * The znode tree: immutable znodes in one map, changed by the log's apply thread under a write
 * lock, read by event loops under a read lock. See {@code docs/adr/0004-znode-tree-concurrency.md}.
 */
@NullMarked
package io.jackdaw.zookeeper.tree;

import org.jspecify.annotations.NullMarked;
