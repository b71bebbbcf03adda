/**
 * Who waits for changes of which znodes. The tables have a lock of their own; they are filled under
 * the tree's read lock and fired under its write lock.
 */
@NullMarked
package io.jackdaw.zookeeper.watch;

import org.jspecify.annotations.NullMarked;
