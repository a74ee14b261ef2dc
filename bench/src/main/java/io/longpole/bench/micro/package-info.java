/** JMH benchmarks of each step of a span's way, and of the answers to queries. */
@NullMarked
package io.longpole.bench.micro;

import org.jspecify.annotations.NullMarked;
