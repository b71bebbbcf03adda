/**
 * The torture rig: a real server, a schedule of faults drawn from a seed, clients that write down
 * every request and reply, and checks of what they wrote afterwards.
 *
 * <p>{@link io.jackdaw.compat.torture.TortureRun} puts it together for one node, {@link
 * io.jackdaw.compat.torture.EnsembleTortureRun} for several; each worker has a thread of its own;
 * the checks are pure functions of the {@link io.jackdaw.compat.torture.History} and are tested on
 * bad histories made by hand.
 */
@NullMarked
package io.jackdaw.compat.torture;

import org.jspecify.annotations.NullMarked;
