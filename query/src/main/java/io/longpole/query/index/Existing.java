package io.longpole.query.index;

import io.longpole.query.store.Location;

/**
 * Where the newest put version of a trace is.
 *
 * @param throughPosition all spans up to this position of the span log are in it
 */
public record Existing(Location location, int version, long throughPosition) {}
