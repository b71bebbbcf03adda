/**
 * One random program, two coordination services, every byte that a client can see compared.
 *
 * <pre>
 *   seed → Generator → Program ─┬→ Run on Apache ZooKeeper → what was seen ─┐
 *                               └→ Run on ours             → what was seen ─┴→ Comparison
 *                                                    different: Shrinker → a small Program, to keep
 * </pre>
 *
 * <p>A program is plain values and prints as text; nothing in it depends on a server. A run speaks
 * the wire protocol itself, so that header, stat and the place of each watch event are seen. What
 * may differ between two right servers is translated by {@link
 * io.jackdaw.compat.oracle.zookeeper.Sight}, and only there: zxids by their distance from the
 * program's start, sessions by name, times by what they must agree with.
 */
@NullMarked
package io.jackdaw.compat.oracle.zookeeper;

import org.jspecify.annotations.NullMarked;
