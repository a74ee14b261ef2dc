/** Telemetry files: OTLP JSON and protobuf, Jaeger and Zipkin JSON, recognised by content. */
@NullMarked
package io.longpole.collector.file;

import org.jspecify.annotations.NullMarked;
