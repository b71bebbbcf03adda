/**
 * The oracle for Kafka's protocol: random programs of requests, run on Apache Kafka 4.3.1 and on
 * ours, whose answers must be the same field by field.
 *
 * <p>A {@link io.jackdaw.compat.oracle.kafka.Program} comes from a seed alone. What only a server
 * knows (ids, the time) is asked from {@link io.jackdaw.compat.oracle.kafka.Names} when a request
 * is sent, and shown by name when an answer is read. What may differ for a reason is listed in
 * {@link io.jackdaw.compat.oracle.kafka.AllowedDifferences}. Everything runs on the test's thread,
 * but for the two servers, which are driven side by side.
 */
@NullMarked
package io.jackdaw.compat.oracle.kafka;

import org.jspecify.annotations.NullMarked;
