/**
 * Append-only logs of raw records on Chronicle Queue, and the dead letters: the only package that
 * sees Chronicle.
 */
@NullMarked
package io.longpole.collector.log;

import org.jspecify.annotations.NullMarked;
