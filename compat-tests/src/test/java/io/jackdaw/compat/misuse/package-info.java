/**
 * Clients that misuse the packaged server: what they send and what they leave undone costs them
 * their connection, and nobody else anything. Each misuse is watched by a {@link
 * io.jackdaw.compat.misuse.Bystander}; the figures go to {@code target/misuse.json}.
 */
@NullMarked
package io.jackdaw.compat.misuse;

import org.jspecify.annotations.NullMarked;
