/**
 * One small class for each API key. A handler authorizes, validates, decides, and answers; state
 * lives with its owner in another package. Handlers run on the event loop of the connection that
 * asked.
 */
@NullMarked
package io.jackdaw.kafka.api;

import org.jspecify.annotations.NullMarked;
