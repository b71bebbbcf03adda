/**
 * The four-letter words that operators and monitors send instead of a first frame, with the texts
 * of ZooKeeper that their scripts parse. They read images and counters; no state of their own.
 */
@NullMarked
package io.jackdaw.zookeeper.fourletter;

import org.jspecify.annotations.NullMarked;
