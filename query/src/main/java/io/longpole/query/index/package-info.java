/**
 * The Lucene index of traces, their sightings and log records: the only package that sees Lucene.
 */
@NullMarked
package io.longpole.query.index;

import org.jspecify.annotations.NullMarked;
