/**
 * What servers of one ensemble say to each other: frames behind a length, over one connection in
 * each direction, on one thread that is theirs alone.
 *
 * <pre>
 *   server 1 ── hello, frames ──▶ server 2
 *   server 1 ◀── frames, hello ── server 2
 * </pre>
 *
 * <p>A connection that breaks is made anew by whoever sends on it; what was on its way is lost.
 */
@NullMarked
package io.jackdaw.net.peer;

import org.jspecify.annotations.NullMarked;
