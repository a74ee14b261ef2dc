package io.longpole.query.report;

import com.google.protobuf.ByteString;
import io.longpole.proto.query.v1.Counter;
import io.longpole.proto.query.v1.DeadLetter;
import io.longpole.proto.query.v1.ListDeadLettersResponse;
import io.longpole.proto.query.v1.Listener;
import io.longpole.proto.query.v1.Status;

/** A made-up server: what it counts, and what it could not take in. */
public final class ServerSamples {

  private ServerSamples() {}

  public static Status status() {
    return Status.newBuilder()
        .setVersion("0.1.0")
        .setDurability("page-cache")
        .setDataFolder("/var/lib/longpole")
        .setStartedUnixNanos(Samples.T)
        .addCounters(counter("spans.received", "", 26_002))
        .addCounters(counter("requests.refused", "disk", 12))
        .setPendingTraces(3)
        .setPendingSpans(17)
        .setPendingBytes(5_300)
        .setLagBytes(1_480_000)
        .setLagNanos(420 * Samples.MS)
        .setDiskUsedBytes(3_400_000)
        .setDiskFreeBytes(98_000_000_000L)
        .setNotAcceptingBecause("less than 5 % of the volume is free")
        .setCoverage(Samples.coverage())
        .addListeners(Listener.newBuilder().setPurpose("otlp-grpc").setAddress("127.0.0.1:4317"))
        .build();
  }

  private static Counter counter(String name, String reason, long value) {
    return Counter.newBuilder().setName(name).setReason(reason).setValue(value).build();
  }

  public static DeadLetter deadLetter() {
    return DeadLetter.newBuilder()
        .setId("17")
        .setReason("malformed")
        .setTimeUnixNanos(Samples.T)
        .setSignal("TRACES")
        .setSource("127.0.0.1:51234")
        .setSizeBytes(2_048)
        .setPayload(ByteString.copyFromUtf8("\n\u0005hello, \u001b[31mworld"))
        .build();
  }

  public static ListDeadLettersResponse deadLetters() {
    return ListDeadLettersResponse.newBuilder()
        .addLetters(deadLetter().toBuilder().clearPayload())
        .addByReason(counter("", "malformed", 1))
        .setEvicted(4)
        .build();
  }
}
