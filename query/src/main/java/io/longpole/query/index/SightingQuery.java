package io.longpole.query.index;

/** Which sightings are asked for; empty texts ask for nothing. */
public record SightingQuery(
    Interval interval, String detector, String service, String fingerprintPrefix) {}
