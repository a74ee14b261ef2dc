/** OTLP bytes: walked without objects, made from JSON, decoded into spans and log records. */
@NullMarked
package io.longpole.collector.wire;

import org.jspecify.annotations.NullMarked;
