/**
 * Runs Apache's servers and ours in turn on this machine, under the same load, and compares them.
 * Nothing here touches a server but through public clients, its process's accounting and its
 * command line.
 */
@NullMarked
package io.jackdaw.benchmarks;

import org.jspecify.annotations.NullMarked;
