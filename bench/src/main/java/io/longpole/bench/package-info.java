/** Benchmarks: the command line that runs them. */
@NullMarked
package io.longpole.bench;

import org.jspecify.annotations.NullMarked;
