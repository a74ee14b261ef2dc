package io.longpole.query.index;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.store.ByteInput;
import io.longpole.query.store.ByteOutput;
import io.longpole.query.store.Values;

/** Log records as stored bytes and back. */
final class LogBytes {

  private LogBytes() {}

  static void write(LogRecord log, ByteOutput out) {
    out.writeLong(log.timeNanos());
    out.writeUnsigned(log.severityNumber());
    out.writeText(log.severityText());
    out.writeText(log.body());
    out.writeText(log.eventName());
    out.writeLong(log.traceId().high());
    out.writeLong(log.traceId().low());
    out.writeLong(log.spanId());
    Values.writeAttributes(out, log.attributes(), ByteOutput::writeText);
    Values.writeAttributes(out, log.resource().attributes(), ByteOutput::writeText);
    out.writeText(log.scope().name());
    out.writeText(log.scope().version());
    Values.writeAttributes(out, log.scope().attributes(), ByteOutput::writeText);
  }

  static LogRecord read(ByteInput in) {
    long timeNanos = in.readLong();
    int severityNumber = (int) in.readUnsigned();
    String severityText = in.readText();
    String body = in.readText();
    String eventName = in.readText();
    TraceId traceId = new TraceId(in.readLong(), in.readLong());
    long spanId = in.readLong();
    Attributes attributes = Values.readAttributes(in, ByteInput::readText);
    Resource resource = new Resource(Values.readAttributes(in, ByteInput::readText));
    Scope scope =
        new Scope(in.readText(), in.readText(), Values.readAttributes(in, ByteInput::readText));
    return new LogRecord(
        timeNanos,
        severityNumber,
        severityText,
        body,
        eventName,
        attributes,
        resource,
        scope,
        traceId,
        spanId);
  }
}
