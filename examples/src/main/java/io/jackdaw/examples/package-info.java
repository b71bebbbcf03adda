/** Small programs against the public clients of Kafka and ZooKeeper. None of them knows Jackdaw. */
package io.jackdaw.examples;
