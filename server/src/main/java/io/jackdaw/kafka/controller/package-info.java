/**
 * The one writer of partition state: elected through {@code /controller}, fenced by {@code
 * /controller_epoch}. What to do is decided by pure functions of the tree's image; one thread
 * drives the writes, and decides again from the image that shows them.
 */
@NullMarked
package io.jackdaw.kafka.controller;

import org.jspecify.annotations.NullMarked;
