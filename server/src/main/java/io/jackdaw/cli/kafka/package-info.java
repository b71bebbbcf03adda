/**
 * Topics, records, groups and configurations through Kafka's public clients: the commands for
 * people, and the parts that the tools in {@code cli.apache} share with them.
 */
@NullMarked
package io.jackdaw.cli.kafka;

import org.jspecify.annotations.NullMarked;
