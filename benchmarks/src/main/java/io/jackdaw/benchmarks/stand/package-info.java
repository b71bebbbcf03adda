/**
 * Where servers stand while they are measured: how each is configured and started, what the kernel
 * says of its process, and how much effort a run takes.
 */
@NullMarked
package io.jackdaw.benchmarks.stand;

import org.jspecify.annotations.NullMarked;
