/**
 * Sockets, framing, reply order and back-pressure, for both protocols; the only importer of Netty.
 * Each connection belongs to one event loop, which reads, decodes and answers; other threads reach
 * it through {@link io.jackdaw.net.Connection}'s thread-safe methods.
 */
@NullMarked
package io.jackdaw.net;

import org.jspecify.annotations.NullMarked;
