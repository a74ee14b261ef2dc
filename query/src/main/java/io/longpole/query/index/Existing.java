package io.longpole.query.index;

import io.longpole.query.store.Location;

/** Where the newest put version of a trace is. */
public record Existing(Location location, int version) {}
