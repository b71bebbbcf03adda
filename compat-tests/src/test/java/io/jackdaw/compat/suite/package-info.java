/** Other people's test suites, run against our server behind an address. */
@NullMarked
package io.jackdaw.compat.suite;

import org.jspecify.annotations.NullMarked;
