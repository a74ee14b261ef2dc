/** The analysis of one trace, and of a window of traces, in one call each. */
@NullMarked
package io.longpole.analyzer;

import org.jspecify.annotations.NullMarked;
