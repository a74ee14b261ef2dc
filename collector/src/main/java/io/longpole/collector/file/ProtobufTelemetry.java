package io.longpole.collector.file;

import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.RequestWalk;
import io.longpole.collector.wire.SignalOfGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads OTLP protobuf: one message, or messages each after its length in four bytes, big-endian.
 *
 * <p>Export requests, TracesData and LogsData all are a row of resource groups in field 1, and so
 * is any number of them written one after another: groups are read one at a time, and requests of
 * about a mebibyte are made of them.
 */
final class ProtobufTelemetry {

  /** No single message of a file may be larger; the same limit as at the ports. */
  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  private static final int REQUEST_BYTES = 1 << 20;
  private static final int GROUP_TAG = (1 << 3) | 2;

  private final InputStream in;
  private final Delivery delivery;
  private final ByteArrayOutputStream request = new ByteArrayOutputStream();

  private SignalOfGroup signal = SignalOfGroup.NOTHING;
  private long position;

  ProtobufTelemetry(InputStream in, Delivery delivery) {
    this.in = in;
    this.delivery = delivery;
  }

  /** Reads to the end of the stream. A tag is never below 8, the length of a message always is. */
  void read(byte firstByte) throws IOException, UnreadableInputException {
    if (firstByte >= 0 && firstByte < 8) {
      readPrefixed();
    } else {
      readMessage();
    }
    flush();
  }

  private void readPrefixed() throws IOException, UnreadableInputException {
    for (int first = in.read(); first >= 0; first = in.read()) {
      long start = position++;
      byte[] rest = bytes(3, start);
      long length =
          (long) first << 24 | (rest[0] & 0xff) << 16 | (rest[1] & 0xff) << 8 | (rest[2] & 0xff);
      if (length > MAX_MESSAGE_BYTES) {
        throw tooLarge(length, start);
      }
      byte[] message = bytes((int) length, start);
      new ProtobufTelemetry(new java.io.ByteArrayInputStream(message), delivery)
          .readPart(start + 4);
    }
  }

  private void readPart(long start) throws IOException, UnreadableInputException {
    position = start;
    readMessage();
    flush();
  }

  private void readMessage() throws IOException, UnreadableInputException {
    while (true) {
      long start = position;
      int first = in.read();
      if (first < 0) {
        return;
      }
      position++;
      if (first != GROUP_TAG) {
        throw unreadable(
            start, "not JSON, and no OTLP protobuf: a group of a resource is expected");
      }
      long length = varint(start);
      if (length < 0 || length > MAX_MESSAGE_BYTES) {
        throw tooLarge(length, start);
      }
      long bodyStart = position;
      group(bytes((int) length, start), bodyStart);
    }
  }

  private void group(byte[] group, long start) throws UnreadableInputException {
    SignalOfGroup kind;
    try {
      kind = SignalOfGroup.of(group, 0, group.length);
      byte[] alone = wrapped(group);
      switch (kind) {
        case TRACES -> RequestWalk.walkTraces(alone, 0, alone.length, 0);
        case LOGS -> RequestWalk.walkLogs(alone, 0, alone.length);
        case METRICS -> delivery.metrics(RequestWalk.walkMetrics(alone, 0, alone.length).items());
        case NOTHING -> {}
      }
      if (kind == SignalOfGroup.TRACES || kind == SignalOfGroup.LOGS) {
        if (kind != signal || request.size() > REQUEST_BYTES) {
          flush();
        }
        signal = kind;
        delivery.at("byte " + start);
        request.writeBytes(alone);
      }
    } catch (MalformedException e) {
      throw unreadable(start, "no OTLP protobuf: " + e.reason());
    }
  }

  private void flush() {
    byte[] bytes = request.toByteArray();
    request.reset();
    if (bytes.length == 0) {
      return;
    }
    if (signal == SignalOfGroup.TRACES) {
      delivery.traces(bytes);
    } else {
      delivery.logs(bytes);
    }
  }

  private static byte[] wrapped(byte[] group) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(group.length + 6);
    out.write(GROUP_TAG);
    int rest = group.length;
    while (rest > 0x7f) {
      out.write(rest | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(group);
    return out.toByteArray();
  }

  private long varint(long start) throws IOException, UnreadableInputException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = in.read();
      if (next < 0) {
        throw cutOff(start);
      }
      position++;
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw unreadable(start, "no OTLP protobuf: a number is longer than ten bytes");
  }

  private byte[] bytes(int count, long start) throws IOException, UnreadableInputException {
    byte[] bytes = in.readNBytes(count);
    position += bytes.length;
    if (bytes.length < count) {
      throw cutOff(start);
    }
    return bytes;
  }

  private UnreadableInputException tooLarge(long length, long start) {
    return unreadable(
        start,
        "no OTLP protobuf: a message of "
            + Long.toUnsignedString(length)
            + " bytes (at most "
            + MAX_MESSAGE_BYTES
            + " are allowed)");
  }

  private UnreadableInputException cutOff(long start) {
    return unreadable(start, "the file ends in the middle of the message that begins here");
  }

  private UnreadableInputException unreadable(long place, String reason) {
    return new UnreadableInputException(delivery.file(), "byte " + place, reason);
  }
}
