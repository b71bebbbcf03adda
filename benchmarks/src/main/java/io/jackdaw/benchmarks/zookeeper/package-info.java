/** Loads on a coordination service. */
@NullMarked
package io.jackdaw.benchmarks.zookeeper;

import org.jspecify.annotations.NullMarked;
