/**
 * The partitions this broker keeps: leadership, high watermark, and those who wait for either.
 *
 * <p>The thread that follows the cluster opens, leads and retires partitions ({@link
 * io.jackdaw.kafka.partition.Partitions#apply}); everything else runs on the event loops of
 * connections. A partition's lock is held while its leadership is checked and a batch appended, so
 * that none is appended under an epoch that is over.
 *
 * <p>A produce: the batch is a slice of the connection's receive buffer; the log checks it there,
 * writes offset, epoch and time into its header there, and copies it once, into the page cache. A
 * fetch: the log answers with a {@link io.jackdaw.log.LogSlice slice of a file}, a lease that stays
 * open until the kernel has sent it; the bytes never enter this process.
 *
 * <p>Nobody waits on a thread. A long poll ({@link io.jackdaw.kafka.partition.WaitingFetch}) and a
 * produce with acks=all are entries in the set of waiters of each partition concerned, and a timer
 * on the loop of the connection that asked. An append tells the waiters on its own thread; they do
 * their work on theirs. A waiting fetch holds no lease: it reads again when it is woken.
 *
 * <p>With one replica the high watermark is the end of the log. Followers of other brokers are
 * refused until replication exists; what it will move is {@link
 * io.jackdaw.kafka.partition.Partition}'s high watermark, and nothing above changes.
 */
@NullMarked
package io.jackdaw.kafka.partition;

import org.jspecify.annotations.NullMarked;
