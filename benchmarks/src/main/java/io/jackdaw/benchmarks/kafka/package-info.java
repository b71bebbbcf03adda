/** Loads on a broker. */
@NullMarked
package io.jackdaw.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
