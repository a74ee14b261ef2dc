/**
 * The front door: OTLP over gRPC and HTTP, checked, appended to the span log, then acknowledged.
 */
@NullMarked
package io.longpole.collector.otlp;

import org.jspecify.annotations.NullMarked;
