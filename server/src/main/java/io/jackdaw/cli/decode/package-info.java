/**
 * What coordinators write to their topics, as JSON: formats as tables of fields, one reader for all
 * of them. For people and their scripts; the broker itself has codecs of its own. Stateless.
 */
@NullMarked
package io.jackdaw.cli.decode;

import org.jspecify.annotations.NullMarked;
