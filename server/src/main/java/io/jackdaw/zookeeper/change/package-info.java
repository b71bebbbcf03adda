/**
 * What happened to the tree, told to one reader in the order of the zxids. Changes are made on the
 * apply thread, which never waits for the reader: a feed that is full is over, and its reader goes
 * back to the journal.
 */
@NullMarked
package io.jackdaw.zookeeper.change;

import org.jspecify.annotations.NullMarked;
