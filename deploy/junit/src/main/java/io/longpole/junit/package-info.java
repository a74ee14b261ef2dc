/** Assertions of a test on the spans of the service that it tests. */
@NullMarked
package io.longpole.junit;

import org.jspecify.annotations.NullMarked;
