package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;

/**
 * All that is kept of an SQL text.
 *
 * @param fingerprint level 2, at most 2,048 characters of it
 * @param fingerprintHash of the whole of level 2, 32 hex digits
 * @param summary level 3; empty if the text has no word
 * @param safe the text with values replaced and comments dropped, at most 2,048 characters of it
 * @param values of all its statements
 * @param truncated whether the text was longer than what was read
 * @param repeats how often it says the same statement
 * @param batchSize statements of a CQL batch, 0 if it is none
 * @param collection what it reads, or the table it writes, lower case; empty if these are several
 *     or not known
 */
record SqlText(
    String fingerprint,
    String fingerprintHash,
    String summary,
    String safe,
    SqlValues values,
    boolean truncated,
    int repeats,
    int batchSize,
    String collection,
    Effect effect,
    Noise noise,
    boolean repeatable) {}
