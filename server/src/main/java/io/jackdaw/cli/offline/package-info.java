/**
 * Commands on files of the coordination service, without a running server: what is in a snapshot,
 * how two differ, what may be deleted. They read only, but for the purge.
 */
@NullMarked
package io.jackdaw.cli.offline;

import org.jspecify.annotations.NullMarked;
