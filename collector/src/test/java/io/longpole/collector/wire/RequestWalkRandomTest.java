package io.longpole.collector.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The walk against full protobuf parsing, on random requests and on random damage to them. */
@SuppressWarnings("AvoidValueSetter") // Numbers outside the enums are meant.
class RequestWalkRandomTest {

  private static final int ROUNDS = 3_000;
  private static final long SEED = 20_261_121L;

  @Test
  void wellFormedRequestsAreCountedAndSplitAsAFullParseWould() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = SEED + round;
      ExportTraceServiceRequest request = traces(new Random(seed));
      byte[] bytes = request.toByteArray();

      Walked walked = RequestWalk.walkTraces(bytes, 0, bytes.length, 0);

      assertThat(new TreeMap<>(walked.itemsByService()))
          .as("seed %d", seed)
          .isEqualTo(spansByService(request));
      ExportTraceServiceRequest good =
          ExportTraceServiceRequest.parseFrom(
              RequestWalk.withoutBad(bytes, 0, bytes.length, walked));
      assertThat(good).as("seed %d", seed).isEqualTo(only(request, true, -1));
      List<byte[]> copies = new ArrayList<>();
      RequestWalk.eachBad(bytes, 0, bytes.length, walked, (bad, copy) -> copies.add(copy));
      assertThat(copies).as("seed %d", seed).hasSize(walked.badSpans().size());
      for (int i = 0; i < copies.size(); i++) {
        assertThat(ExportTraceServiceRequest.parseFrom(copies.get(i)))
            .as("seed %d", seed)
            .isEqualTo(only(request, false, i));
      }
    }
  }

  @Test
  void damagedTracesAreRefusedExactlyWhenAFullParseFails() {
    int malformed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long seed = SEED + round;
      Random random = new Random(seed);
      byte[] bytes = damaged(traces(random).toByteArray(), random);
      boolean expected = parses(ExportTraceServiceRequest.getDescriptor(), bytes);
      String refused = "";
      try {
        RequestWalk.walkTraces(bytes, 0, bytes.length, 0);
      } catch (MalformedException e) {
        refused = e.reason();
        malformed++;
      }
      assertThat(refused.isEmpty())
          .as("seed %d: %s: %s", seed, refused, Arrays.toString(bytes))
          .isEqualTo(expected);
    }
    assertThat(malformed).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
  }

  @Test
  void damagedLogsAreRefusedExactlyWhenAFullParseFails() {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = SEED + round;
      Random random = new Random(seed);
      byte[] bytes = damaged(logs(random).toByteArray(), random);
      boolean expected = parses(ExportLogsServiceRequest.getDescriptor(), bytes);
      boolean walked = true;
      try {
        RequestWalk.walkLogs(bytes, 0, bytes.length);
      } catch (MalformedException e) {
        walked = false;
      }
      assertThat(walked).as("seed %d: %s", seed, Arrays.toString(bytes)).isEqualTo(expected);
    }
  }

  /**
   * The obvious reference: protobuf's own reader, message by message along the descriptors.
   *
   * <p>It skips scalars instead of reading them, since reading accepts some numbers of eleven bytes
   * and more that skipping, and other implementations of protobuf, refuse.
   */
  private static boolean parses(Descriptor type, byte[] bytes) {
    try {
      parse(type, CodedInputStream.newInstance(bytes));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void parse(Descriptor type, CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor known = type.findFieldByNumber(tag >>> 3);
      if ((tag & 7) == WireFormat.WIRETYPE_LENGTH_DELIMITED
          && known != null
          && known.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        parse(known.getMessageType(), in.readBytes().newCodedInput());
      } else if (!in.skipField(tag)) {
        throw new IOException("a group ends that never began");
      }
    }
  }

  private static Map<String, Long> spansByService(ExportTraceServiceRequest request) {
    Map<String, Long> counts = new TreeMap<>();
    for (ResourceSpans part : request.getResourceSpansList()) {
      String service = "";
      for (KeyValue attribute : part.getResource().getAttributesList()) {
        if (attribute.getKey().equals("service.name")) {
          service = attribute.getValue().getStringValue();
        }
      }
      long spans = part.getScopeSpansList().stream().mapToLong(ScopeSpans::getSpansCount).sum();
      if (spans > 0) {
        counts.merge(service, spans, Long::sum);
      }
    }
    return counts;
  }

  /** The request with its good spans, or with its n-th bad one; without what that leaves empty. */
  private static ExportTraceServiceRequest only(
      ExportTraceServiceRequest request, boolean good, int wanted) {
    ExportTraceServiceRequest.Builder copy = request.toBuilder().clearResourceSpans();
    int bad = 0;
    for (ResourceSpans part : request.getResourceSpansList()) {
      ResourceSpans.Builder partCopy = part.toBuilder().clearScopeSpans();
      for (ScopeSpans scope : part.getScopeSpansList()) {
        ScopeSpans.Builder scopeCopy = scope.toBuilder().clearSpans();
        for (Span span : scope.getSpansList()) {
          if (isGood(span) ? good : bad++ == wanted) {
            scopeCopy.addSpans(span);
          }
        }
        if (scopeCopy.getSpansCount() > 0) {
          partCopy.addScopeSpans(scopeCopy);
        }
      }
      if (partCopy.getScopeSpansCount() > 0) {
        copy.addResourceSpans(partCopy);
      }
    }
    return copy.build();
  }

  private static boolean isGood(Span span) {
    return span.getTraceId().size() == 16
        && span.getSpanId().size() == 8
        && !span.getTraceId().equals(ByteString.copyFrom(new byte[16]))
        && !span.getSpanId().equals(ByteString.copyFrom(new byte[8]));
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    switch (random.nextInt(5)) {
      case 0 -> {
        for (int i = 0; copy.length > 0 && i <= random.nextInt(4); i++) {
          copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
      }
      case 1 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length + 1));
      case 2 -> {
        int at = random.nextInt(copy.length + 1);
        byte[] more = new byte[copy.length + 2];
        System.arraycopy(copy, 0, more, 0, at);
        System.arraycopy(copy, at, more, at + 2, copy.length - at);
        more[at] = (byte) random.nextInt(256);
        more[at + 1] = (byte) random.nextInt(256);
        copy = more;
      }
      case 3 -> {
        copy = new byte[random.nextInt(12)];
        random.nextBytes(copy);
      }
      default -> {
        if (copy.length > 0) {
          copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return copy;
  }

  private static ExportTraceServiceRequest traces(Random random) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      ResourceSpans.Builder part = ResourceSpans.newBuilder();
      if (random.nextInt(5) > 0) {
        part.setResource(resource(random));
      }
      for (int j = random.nextInt(3); j > 0; j--) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder().setSchemaUrl("u");
        scope.getScopeBuilder().setName("lib").addAllAttributes(attributes(random, 2));
        for (int k = random.nextInt(5); k > 0; k--) {
          scope.addSpans(span(random));
        }
        part.addScopeSpans(scope);
      }
      request.addResourceSpans(part);
    }
    return request.build();
  }

  private static Span span(Random random) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(id(random, 16))
            .setSpanId(id(random, 8))
            .setName("op")
            .setKindValue(random.nextInt(9))
            .setStartTimeUnixNano(random.nextLong())
            .setFlags(random.nextInt())
            .addAllAttributes(attributes(random, 3))
            .setStatus(Status.newBuilder().setMessage("no").setCodeValue(2));
    if (random.nextBoolean()) {
      span.setParentSpanId(id(random, 8));
    }
    if (random.nextBoolean()) {
      span.addEvents(
          Span.Event.newBuilder().setTimeUnixNano(5).addAllAttributes(attributes(random, 2)));
      span.addLinks(Span.Link.newBuilder().setTraceId(id(random, 16)).setFlags(1));
    }
    return span.build();
  }

  private static ExportLogsServiceRequest logs(Random random) {
    ScopeLogs.Builder scope = ScopeLogs.newBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      scope.addLogRecords(
          LogRecord.newBuilder()
              .setBody(value(random, 0))
              .setTraceId(id(random, 16))
              .setSeverityNumberValue(random.nextInt(25))
              .addAllAttributes(attributes(random, 3)));
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder().setResource(resource(random)).addScopeLogs(scope))
        .build();
  }

  private static Resource resource(Random random) {
    Resource.Builder resource = Resource.newBuilder().addAllAttributes(attributes(random, 3));
    if (random.nextInt(4) > 0) {
      resource.addAttributes(
          KeyValue.newBuilder()
              .setKey("service.name")
              .setValue(AnyValue.newBuilder().setStringValue("s" + random.nextInt(3))));
    }
    return resource.build();
  }

  private static List<KeyValue> attributes(Random random, int most) {
    List<KeyValue> attributes = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      attributes.add(KeyValue.newBuilder().setKey("k" + i).setValue(value(random, 0)).build());
    }
    return attributes;
  }

  private static AnyValue value(Random random, int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (random.nextInt(depth < 4 ? 7 : 4)) {
      case 0 -> value.setStringValue("x".repeat(random.nextInt(200))).build();
      case 1 -> value.setIntValue(random.nextLong()).build();
      case 2 -> value.setDoubleValue(random.nextDouble()).build();
      case 3 -> value.build();
      case 4 -> value.setBytesValue(id(random, 20)).build();
      case 5 ->
          value
              .setArrayValue(
                  ArrayValue.newBuilder()
                      .addValues(value(random, depth + 1))
                      .addValues(value(random, depth + 1)))
              .build();
      default ->
          value
              .setKvlistValue(
                  KeyValueList.newBuilder()
                      .addValues(
                          KeyValue.newBuilder().setKey("in").setValue(value(random, depth + 1))))
              .build();
    };
  }

  /** Mostly of the right length; sometimes shorter, longer, absent or all zero. */
  private static ByteString id(Random random, int length) {
    byte[] bytes = new byte[random.nextInt(4) > 0 ? length : random.nextInt(length * 2)];
    if (random.nextInt(5) > 0) {
      random.nextBytes(bytes);
    }
    return ByteString.copyFrom(bytes);
  }
}
