/**
 * What a node measures of itself: counters, gauges and summaries under the names that operators
 * know, and the text that Prometheus reads. Both protocols use it, each with a registry of its own.
 * Measuring is lock-free and allocates nothing; reading happens on whichever thread asks.
 */
@NullMarked
package io.jackdaw.metrics;

import org.jspecify.annotations.NullMarked;
