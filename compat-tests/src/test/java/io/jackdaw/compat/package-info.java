/**
 * Claims about the packaged server, each made with a tool or a client that nobody here wrote.
 *
 * <p>Every test can be pointed at Apache's own servers instead ({@code
 * -Djackdaw.compat.server=apache}): a claim that fails there is a wrong claim.
 */
@NullMarked
package io.jackdaw.compat;

import org.jspecify.annotations.NullMarked;
