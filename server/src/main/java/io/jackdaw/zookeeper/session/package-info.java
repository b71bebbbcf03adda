/**
 * Sessions: which exist is replicated state, owned by the apply thread; which are alive is soft
 * state of this server, touched by event loops and watched by one timer.
 */
@NullMarked
package io.jackdaw.zookeeper.session;

import org.jspecify.annotations.NullMarked;
