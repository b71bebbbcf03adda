/**
 * The port for files, so that a test can own the disk: {@link io.jackdaw.disk.LocalDisk} is the
 * machine's, {@link io.jackdaw.disk.MemoryDisk} keeps everything in memory. What is written is
 * durable only after {@code force}; a name is durable only after its directory was forced.
 */
@NullMarked
package io.jackdaw.disk;

import org.jspecify.annotations.NullMarked;
