/**
 * The cluster as this broker knows it: znodes and their JSON, the ZooKeeper client that follows
 * them, and the immutable {@link io.jackdaw.kafka.metadata.ClusterImage} published from them. One
 * thread follows the tree; everybody reads the image through one volatile field.
 */
@NullMarked
package io.jackdaw.kafka.metadata;

import org.jspecify.annotations.NullMarked;
