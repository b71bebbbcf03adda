/**
 * One partition's log on disk, in the format of Apache Kafka: segments of record batches, their
 * sparse indexes, producer state and leader epochs, and the directories they live in.
 *
 * <p>A {@link io.jackdaw.log.PartitionLog} owns its files. Appends and other changes take the log's
 * own lock; reads take none. Appends and reads of resident data run on event loops; recovery,
 * retention, flushes and deletion run on a disk thread driven by {@link io.jackdaw.log.Logs}.
 */
@NullMarked
package io.jackdaw.log;

import org.jspecify.annotations.NullMarked;
