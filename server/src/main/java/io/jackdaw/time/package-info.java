/**
 * Ports for clocks and timers, so that a test can own time. No state here but that of the real
 * timers; every other package gets {@code now} from {@link io.jackdaw.time.Clock}.
 */
@NullMarked
package io.jackdaw.time;

import org.jspecify.annotations.NullMarked;
