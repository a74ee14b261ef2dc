/** Detectors: one small class each, from an analysed trace to sightings of a pattern. */
@NullMarked
package io.longpole.analyzer.detect;

import org.jspecify.annotations.NullMarked;
