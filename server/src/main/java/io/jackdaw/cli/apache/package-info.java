/**
 * The command-line tools of Apache Kafka by their own names, flags and output, written over Kafka's
 * public clients. Flags of older versions ({@code --zookeeper}, {@code --broker-list}, {@code
 * --property}) are understood too.
 */
@NullMarked
package io.jackdaw.cli.apache;

import org.jspecify.annotations.NullMarked;
