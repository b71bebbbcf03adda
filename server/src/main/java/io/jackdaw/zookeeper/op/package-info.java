/**
 * ZooKeeper's operations, one small class each: how a request is read, what it does to the tree or
 * reads from it, and how its answer is written. {@link io.jackdaw.zookeeper.op.Operations} lists
 * them. No operation has state of its own.
 */
@NullMarked
package io.jackdaw.zookeeper.op;

import org.jspecify.annotations.NullMarked;
