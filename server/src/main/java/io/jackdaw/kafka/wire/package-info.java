/**
 * Kafka's wire protocol: request headers, message bodies, replies.
 *
 * <p>The path of a request, all of it on the event loop of its connection and without a hand-off:
 *
 * <ol>
 *   <li>{@code net} gives {@link io.jackdaw.kafka.wire.KafkaConnectionHandler} a frame: the pooled
 *       direct buffer the socket was read into.
 *   <li>The header is read in place; the client id is a new string only when it differs from the
 *       one of the request before.
 *   <li>The generated message class reads the body in place. Strings and arrays become objects;
 *       <b>record data stays a slice of the frame</b>, so a produce has copied nothing so far. What
 *       is behind a slice is gone when the handler returns.
 *   <li>The handler is found in an array by api key and answers with a stage, mostly a completed
 *       one.
 *   <li>The reply is measured, one buffer of just that size is taken from the pool, and the message
 *       is written into it: no growing, no copying. A reply that carries {@link
 *       io.jackdaw.kafka.partition.FetchedRecords} is cut around them: the few bytes between two
 *       partitions' records are written to a small heap buffer and copied to the pool (the one copy
 *       in a fetch), and the records themselves go to the socket by sendfile.
 * </ol>
 */
@NullMarked
package io.jackdaw.kafka.wire;

import org.jspecify.annotations.NullMarked;
