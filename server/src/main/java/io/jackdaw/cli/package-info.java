/**
 * The command line: picocli commands that parse, call, print and end with an exit code. {@code
 * start}, {@code stop} and {@code status} live here; {@code kafka} and {@code zk} hold the commands
 * for people, {@code apache} the tools with the names, flags and output that scripts know from
 * Apache Kafka and Apache ZooKeeper. No state; everything runs on the main thread.
 */
@NullMarked
package io.jackdaw.cli;

import org.jspecify.annotations.NullMarked;
