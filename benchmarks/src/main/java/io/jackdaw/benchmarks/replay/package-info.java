/**
 * Raw connections that send requests encoded beforehand, for loads under which a client would be
 * the bottleneck. One thread drives all connections of a run.
 */
@NullMarked
package io.jackdaw.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
