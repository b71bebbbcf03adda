/** What operators see: four-letter words and the AdminServer, compared with Apache ZooKeeper's. */
@NullMarked
package io.jackdaw.compat.operator;

import org.jspecify.annotations.NullMarked;
