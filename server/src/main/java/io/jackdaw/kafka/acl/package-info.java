/**
 * Who may do what: access control lists as the broker decides by them. The znodes that hold them
 * are read and written in {@code kafka.metadata}.
 *
 * <p>Lists are immutable; a connection keeps what was decided for it until they change. Any thread.
 */
@NullMarked
package io.jackdaw.kafka.acl;

import org.jspecify.annotations.NullMarked;
