/** The trace log: assembled traces, compressed, written once and read by position. */
@NullMarked
package io.longpole.query.store;

import org.jspecify.annotations.NullMarked;
