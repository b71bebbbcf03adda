/**
 * The rig: processes outside this JVM, each with its own class path and its own files under {@code
 * target}.
 *
 * <p>Nothing here imports code of the server: it is driven as its users drive it. Every process
 * that is started here is stopped by the test that started it, and at the latest when this JVM
 * ends.
 */
@NullMarked
package io.jackdaw.compat.rig;

import org.jspecify.annotations.NullMarked;
