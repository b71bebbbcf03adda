/**
 * The files of logs as lines of text, in the words of Apache's {@code kafka-dump-log.sh}, so that
 * what was written to read that tool's output reads ours. Reads only; one thread.
 */
@NullMarked
package io.jackdaw.log.dump;

import org.jspecify.annotations.NullMarked;
