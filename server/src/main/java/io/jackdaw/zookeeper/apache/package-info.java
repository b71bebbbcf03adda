/**
 * Apache ZooKeeper's files: snapshots, transaction logs, and the directory that holds them. What is
 * read here becomes a znode tree, what is written here Apache's server starts from. No state, no
 * threads of its own. The bytes are described in {@code docs/formats/apache-zookeeper.md}.
 */
@NullMarked
package io.jackdaw.zookeeper.apache;

import org.jspecify.annotations.NullMarked;
