/** Measures a whole server from outside, under the traffic of the load generator. */
@NullMarked
package io.longpole.bench.endtoend;

import org.jspecify.annotations.NullMarked;
