/** Tests of Apache ZooKeeper's file formats, against Apache's own classes. */
@org.jspecify.annotations.NullMarked
package io.jackdaw.zookeeper.apache;
