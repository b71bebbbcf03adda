/** Mutated inputs for whatever reads bytes that others wrote, and the corpus they are made from. */
@NullMarked
package io.jackdaw.fuzz;

import org.jspecify.annotations.NullMarked;
