/**
 * What clients tell of themselves (KIP-714): which are asked for what, how often they may answer,
 * and the newest figures of each.
 */
@NullMarked
package io.jackdaw.kafka.telemetry;

import org.jspecify.annotations.NullMarked;
