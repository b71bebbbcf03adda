/** Tests of the znode tree's own structures. */
@org.jspecify.annotations.NullMarked
package io.jackdaw.zookeeper.tree;
