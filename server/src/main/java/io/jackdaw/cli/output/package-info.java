/**
 * How commands speak: aligned tables or JSON, progress when something takes long, failures that say
 * what to do next.
 */
@NullMarked
package io.jackdaw.cli.output;

import org.jspecify.annotations.NullMarked;
