/**
 * Findings: sightings of the same problem in many traces, with fingerprint, impact and evidence.
 */
@NullMarked
package io.longpole.analyzer.finding;

import org.jspecify.annotations.NullMarked;
