/** What was measured, as a table, as JSON and as charts. */
@NullMarked
package io.jackdaw.benchmarks.report;

import org.jspecify.annotations.NullMarked;
