package io.longpole.deploy.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Makes batches of whole traces and encodes them as exporters would: one request a service, spans
 * of many traces in each. Equal seeds make equal traffic but for the times.
 *
 * <p>Every span calls three others, one after the other, until the trace is large enough. Durations
 * differ from trace to trace by a log-normal factor, so that few traces are much slower than most;
 * paths of served requests hold one of 100,000 numbers.
 */
public final class TraceFactory {

  private static final long SPAN_NANOS = 2_000_000;
  private static final int CALLS_PER_SPAN = 3;

  /** Different names of spans: also a large trace repeats its operations. */
  private static final int OPERATIONS = 40;

  private static final double DURATION_SPREAD = 0.6;
  private static final int MAX_STRETCH = 20;

  private final LoadShape shape;
  private final SplittableRandom random;
  private final SpanTemplate[] templates;
  private final SpanTemplate[] failedTemplates;
  private final byte[][] resources;
  private final byte[] scope;
  private final long[] startNanos;
  private final long[] endNanos;
  private double logDebt;

  /**
   * Requests of one batch.
   *
   * @param late spans that are to be sent long after the others
   * @param spans all of them, the late ones too
   */
  public record Batch(
      List<Request> traces, List<Request> logs, List<Request> late, int spans, int logRecords) {
    public Batch {
      traces = List.copyOf(traces);
      logs = List.copyOf(logs);
      late = List.copyOf(late);
    }
  }

  /** An encoded export request and the number of spans in it. */
  @SuppressWarnings("ArrayRecordComponent") // sent as it is, never changed
  public record Request(byte[] bytes, int spans) {}

  /** One trace of a batch: its ids, start, and whether one span fails or comes late. */
  private record Plan(
      long high, long low, long base, double stretch, boolean failed, int lateSpan) {}

  public TraceFactory(LoadShape shape, long seed) {
    this.shape = shape;
    this.random = new SplittableRandom(seed);
    templates = new SpanTemplate[shape.spansPerTrace()];
    failedTemplates = new SpanTemplate[shape.spansPerTrace()];
    for (int i = 0; i < templates.length; i++) {
      templates[i] = new SpanTemplate(content(i, false));
      failedTemplates[i] = new SpanTemplate(content(i, true));
    }
    startNanos = new long[shape.spansPerTrace()];
    endNanos = new long[shape.spansPerTrace()];
    layOut();
    resources = new byte[shape.services()][];
    for (int i = 0; i < resources.length; i++) {
      resources[i] = resource(i);
    }
    ByteWriter writer = new ByteWriter();
    writer.textField(1, "io.longpole.load");
    writer.textField(2, "1.0");
    scope = writer.toArray();
  }

  private static SpanTemplate.Content content(int ordinal, boolean failed) {
    boolean root = ordinal == 0;
    int kind = root || ordinal % CALLS_PER_SPAN == 1 ? 2 : 3;
    int operation = ordinal % OPERATIONS;
    String name = (kind == 2 ? "GET /v1/resource" : "call resource") + operation;
    return new SpanTemplate.Content(name, kind, root, failed, operation);
  }

  /** Span k hangs below span (k − 1) / 3; siblings follow each other within their parent. */
  private void layOut() {
    endNanos[0] = SPAN_NANOS * shape.spansPerTrace();
    for (int i = 1; i < startNanos.length; i++) {
      int parent = (i - 1) / CALLS_PER_SPAN;
      int turn = (i - 1) % CALLS_PER_SPAN;
      long slot = (endNanos[parent] - startNanos[parent]) / CALLS_PER_SPAN;
      startNanos[i] = startNanos[parent] + turn * slot + slot / 20;
      endNanos[i] = startNanos[i] + Math.max(1, slot * 9 / 10);
    }
  }

  private static byte[] resource(int service) {
    ByteWriter resource = new ByteWriter();
    text(resource, "service.name", "load-" + service);
    text(resource, "service.version", "1.0." + service % 3);
    text(resource, "service.instance.id", "load-" + service + "-0");
    text(resource, "host.name", "load-host-" + service % 4);
    text(resource, "telemetry.sdk.language", "java");
    return resource.toArray();
  }

  private static void text(ByteWriter target, String key, String value) {
    ByteWriter any = new ByteWriter();
    any.textField(1, value);
    SpanTemplate.attribute(target, 1, key, any);
  }

  /** Makes that many traces, which end about now. */
  public Batch batch(int traces, long nowNanos) {
    List<Plan> plans = new ArrayList<>(traces);
    for (int i = 0; i < traces; i++) {
      plans.add(plan(nowNanos));
    }
    List<Request> requests = new ArrayList<>();
    List<Request> late = new ArrayList<>();
    for (int service = 0; service < shape.services(); service++) {
      encode(service, plans, false).ifPresent(requests::add);
      encode(service, plans, true).ifPresent(late::add);
    }
    if (random.nextDouble() < shape.disorderShare()) {
      Collections.reverse(requests);
    }
    int spans = traces * shape.spansPerTrace();
    logDebt += spans * shape.logsPerSpan();
    int logRecords = (int) logDebt;
    logDebt -= logRecords;
    List<Request> logs =
        logRecords == 0 ? List.of() : List.of(new Request(logs(plans, logRecords), 0));
    return new Batch(requests, logs, late, spans, logRecords);
  }

  private Plan plan(long nowNanos) {
    double stretch = Math.min(MAX_STRETCH, Math.exp(random.nextGaussian() * DURATION_SPREAD));
    return new Plan(
        random.nextLong() | 1,
        random.nextLong(),
        nowNanos - (long) (endNanos[0] * stretch) - random.nextLong(1_000_000),
        stretch,
        random.nextDouble() < shape.errorShare(),
        random.nextDouble() < shape.lateShare() ? random.nextInt(shape.spansPerTrace()) : -1);
  }

  private Optional<Request> encode(int service, List<Plan> plans, boolean late) {
    int spansSize = 0;
    for (Plan plan : plans) {
      for (int i = service; i < shape.spansPerTrace(); i += shape.services()) {
        if ((i == plan.lateSpan) == late) {
          spansSize += ByteWriter.sizeOfField(template(plan, i).size());
        }
      }
    }
    if (spansSize == 0) {
      return Optional.empty();
    }
    ByteWriter request = new ByteWriter();
    int scopeSpans = ByteWriter.sizeOfField(scope.length) + spansSize;
    request.lengthPrefix(
        1, ByteWriter.sizeOfField(resources[service].length) + ByteWriter.sizeOfField(scopeSpans));
    request.bytesField(1, resources[service]);
    request.lengthPrefix(2, scopeSpans);
    request.bytesField(1, scope);
    byte[] buffer = new byte[2048];
    int spans = 0;
    for (Plan plan : plans) {
      for (int i = service; i < shape.spansPerTrace(); i += shape.services()) {
        if ((i == plan.lateSpan) == late) {
          SpanTemplate template = template(plan, i);
          template.write(buffer, 0, stamp(plan, i));
          request.lengthPrefix(2, template.size());
          request.raw(buffer, 0, template.size());
          spans++;
        }
      }
    }
    return Optional.of(new Request(request.toArray(), spans));
  }

  private SpanTemplate template(Plan plan, int ordinal) {
    boolean failed = plan.failed && ordinal == shape.spansPerTrace() - 1;
    return failed ? failedTemplates[ordinal] : templates[ordinal];
  }

  private SpanTemplate.Stamp stamp(Plan plan, int ordinal) {
    long start = plan.base + (long) (startNanos[ordinal] * plan.stretch);
    long end = plan.base + (long) (endNanos[ordinal] * plan.stretch);
    long spanId = spanId(plan, ordinal);
    return new SpanTemplate.Stamp(
        plan.high,
        plan.low,
        spanId,
        ordinal == 0 ? 0 : spanId(plan, (ordinal - 1) / CALLS_PER_SPAN),
        start,
        Math.max(end, start + 1),
        Math.floorMod(plan.low + ordinal * 7_919L, SpanTemplate.ITEMS));
  }

  private static long spanId(Plan plan, int ordinal) {
    return ((plan.high ^ plan.low) * 31 + ordinal + 1) | (1L << 62);
  }

  private byte[] logs(List<Plan> plans, int count) {
    ByteWriter records = new ByteWriter();
    for (int i = 0; i < count; i++) {
      Plan plan = plans.get(random.nextInt(plans.size()));
      int ordinal = random.nextInt(shape.spansPerTrace());
      ByteWriter body = new ByteWriter();
      body.textField(1, "handled item " + random.nextInt(100_000) + " of resource " + ordinal);
      byte[] traceId = new byte[16];
      ByteWriter.putBig(traceId, 0, plan.high);
      ByteWriter.putBig(traceId, 8, plan.low);
      byte[] spanId = new byte[8];
      ByteWriter.putBig(spanId, 0, spanId(plan, ordinal));
      ByteWriter record = new ByteWriter();
      record.fixed64Field(1, plan.base + 1_000);
      record.varintField(2, 9);
      record.bytesField(5, body.toArray());
      record.bytesField(9, traceId);
      record.bytesField(10, spanId);
      records.bytesField(2, record.toArray());
    }
    ByteWriter resourceLogs = new ByteWriter();
    resourceLogs.bytesField(1, resources[0]);
    resourceLogs.bytesField(2, records.toArray());
    ByteWriter request = new ByteWriter();
    request.bytesField(1, resourceLogs.toArray());
    return request.toArray();
  }
}
