package io.longpole.collector.log;

import java.time.Instant;

/**
 * One cycle of a log, for those who decide what is kept.
 *
 * @param startPosition before its first record
 * @param endPosition behind its last record
 * @param bytes what it takes on the disk
 * @param lastWrite about when it was written to last
 * @param current whether it is the one being written, which is never released
 */
public record LogCycle(
    long startPosition, long endPosition, long bytes, Instant lastWrite, boolean current) {}
