/** Spans, log records and assembled traces: the values that all of the analyzer speaks of. */
@NullMarked
package io.longpole.analyzer.model;

import org.jspecify.annotations.NullMarked;
