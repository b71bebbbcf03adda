/**
 * The shell of the coordination service: one-shot and interactive, for people and for scripts that
 * know {@code zkCli.sh}.
 */
@NullMarked
package io.jackdaw.cli.zk;

import org.jspecify.annotations.NullMarked;
