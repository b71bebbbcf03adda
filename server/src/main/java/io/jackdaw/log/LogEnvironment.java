package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What a log needs of the world.
 *
 * @param diskLoop for what must not happen on an event loop: fsync after a roll, late deletion
 * @param syncs for fsyncs that appends wait for
 * @param producerExpiryMs after which a silent producer is forgotten
 * @param startOffsetMoved called when a log start offset should be checkpointed soon
 * @param health of the log directory that the log lies in
 */
record LogEnvironment(
    Disk disk,
    Clock clock,
    EventLoop diskLoop,
    Executor syncs,
    LongSupplier producerExpiryMs,
    Runnable startOffsetMoved,
    DirectoryHealth health) {}
