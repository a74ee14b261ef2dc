package io.longpole.collector.wire;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Random;

/** Makes export requests with every field of the schema, of any shape the schema allows. */
final class RandomTelemetry {

  private static final String[] TEXTS = {
    "",
    "GET",
    "service.name",
    "shop",
    "straße",
    "日本語",
    "a \"quoted\"\n\ttext\\",
    "\uD83D\uDE80",
    "x".repeat(300)
  };

  private final Random random;

  RandomTelemetry(long seed) {
    random = new Random(seed);
  }

  ExportTraceServiceRequest traces() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      ResourceSpans.Builder group = ResourceSpans.newBuilder();
      if (random.nextInt(4) > 0) {
        group.setResource(resource());
      }
      for (int j = random.nextInt(3); j > 0; j--) {
        ScopeSpans.Builder scoped = ScopeSpans.newBuilder().setSchemaUrl(text());
        if (random.nextInt(4) > 0) {
          scoped.setScope(scope());
        }
        for (int k = random.nextInt(5); k > 0; k--) {
          scoped.addSpans(span());
        }
        group.addScopeSpans(scoped);
      }
      request.addResourceSpans(group);
    }
    return request.build();
  }

  ExportLogsServiceRequest logs() {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      ResourceLogs.Builder group = ResourceLogs.newBuilder().setResource(resource());
      for (int j = random.nextInt(3); j > 0; j--) {
        ScopeLogs.Builder scoped = ScopeLogs.newBuilder().setScope(scope());
        for (int k = random.nextInt(5); k > 0; k--) {
          scoped.addLogRecords(log());
        }
        group.addScopeLogs(scoped);
      }
      request.addResourceLogs(group);
    }
    return request.build();
  }

  private Resource resource() {
    Resource.Builder resource = Resource.newBuilder().setDroppedAttributesCount(random.nextInt(3));
    for (int i = random.nextInt(4); i > 0; i--) {
      resource.addAttributes(attribute(0));
    }
    return resource.build();
  }

  private InstrumentationScope scope() {
    InstrumentationScope.Builder scope =
        InstrumentationScope.newBuilder().setName(text()).setVersion(text());
    for (int i = random.nextInt(3); i > 0; i--) {
      scope.addAttributes(attribute(0));
    }
    return scope.build();
  }

  private Span span() {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(id(16))
            .setSpanId(id(8))
            .setParentSpanId(random.nextBoolean() ? id(8) : ByteString.EMPTY)
            .setTraceState(text())
            .setName(text())
            .setKindValue(random.nextInt(8))
            .setStartTimeUnixNano(time())
            .setEndTimeUnixNano(time())
            .setDroppedAttributesCount(random.nextInt(3))
            .setDroppedEventsCount(random.nextInt())
            .setFlags(random.nextInt())
            .setStatus(Status.newBuilder().setMessage(text()).setCodeValue(random.nextInt(4)));
    for (int i = random.nextInt(12); i > 0; i--) {
      span.addAttributes(attribute(0));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      Span.Event.Builder event = Span.Event.newBuilder().setTimeUnixNano(time()).setName(text());
      for (int j = random.nextInt(3); j > 0; j--) {
        event.addAttributes(attribute(0));
      }
      span.addEvents(event);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      Span.Link.Builder link =
          Span.Link.newBuilder().setTraceId(id(16)).setSpanId(id(8)).setFlags(random.nextInt());
      for (int j = random.nextInt(3); j > 0; j--) {
        link.addAttributes(attribute(0));
      }
      span.addLinks(link);
    }
    return span.build();
  }

  private LogRecord log() {
    LogRecord.Builder log =
        LogRecord.newBuilder()
            .setTimeUnixNano(random.nextBoolean() ? time() : 0)
            .setObservedTimeUnixNano(time())
            .setSeverityNumber(SeverityNumber.forNumber(random.nextInt(25)))
            .setSeverityText(text())
            .setBody(value(0))
            .setEventName(text())
            .setFlags(random.nextInt())
            .setTraceId(random.nextInt(3) > 0 ? id(16) : id(random.nextInt(18)))
            .setSpanId(random.nextInt(3) > 0 ? id(8) : id(random.nextInt(10)));
    for (int i = random.nextInt(5); i > 0; i--) {
      log.addAttributes(attribute(0));
    }
    return log.build();
  }

  private KeyValue attribute(int depth) {
    return KeyValue.newBuilder()
        .setKey(TEXTS[random.nextInt(TEXTS.length)] + random.nextInt(4))
        .setValue(value(depth))
        .build();
  }

  private AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (random.nextInt(depth < 4 ? 8 : 6)) {
      case 0 -> value.setStringValue(text()).build();
      case 1 -> value.setBoolValue(random.nextBoolean()).build();
      case 2 ->
          value.setIntValue(random.nextBoolean() ? random.nextLong() : random.nextInt(9)).build();
      case 3 -> value.setDoubleValue(number()).build();
      case 4 -> value.setBytesValue(id(random.nextInt(20))).build();
      case 5 -> value.build();
      case 6 -> {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.addValues(value(depth + 1));
        }
        yield value.setArrayValue(array).build();
      }
      default -> {
        KeyValueList.Builder list = KeyValueList.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.addValues(attribute(depth + 1));
        }
        yield value.setKvlistValue(list).build();
      }
    };
  }

  private double number() {
    double[] special = {
      0,
      -0.0,
      1.5,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      1e300,
      Double.MIN_VALUE
    };
    int pick = random.nextInt(special.length + 2);
    return pick < special.length ? special[pick] : random.nextGaussian();
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private long time() {
    return random.nextInt(10) == 0
        ? random.nextLong()
        : 1_700_000_000_000_000_000L + random.nextInt();
  }

  private ByteString id(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    if (length > 0) {
      bytes[0] = (byte) (1 + random.nextInt(100));
    }
    return ByteString.copyFrom(bytes);
  }
}
