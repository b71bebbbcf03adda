/**
 * A whole node: the embeddable API, what it is configured with, and the wiring by hand of the
 * coordination service and the broker. Owns nothing but their lives: what is started here is closed
 * here, in reverse order.
 */
@NullMarked
package io.jackdaw.node;

import org.jspecify.annotations.NullMarked;
