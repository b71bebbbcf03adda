/**
 * Every configuration key that the broker knows, and how the value in force is found among a
 * topic's overrides, dynamic broker values, {@code server.properties} and defaults. Immutable; any
 * thread.
 */
@NullMarked
package io.jackdaw.kafka.config;

import org.jspecify.annotations.NullMarked;
