package io.longpole.bench.micro;

import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.OtlpDecoder;
import io.longpole.deploy.load.TraceFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The two steps in which the pipeline decodes: the place of each span, later the span itself. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBenchmark {

  private static final int SPANS = 16_384;

  private final List<TraceFactory.Request> requests = new Traffic(16).requests(SPANS);
  private final OtlpDecoder decoder = new OtlpDecoder();

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void slices(Blackhole sink) throws MalformedException {
    for (TraceFactory.Request request : requests) {
      byte[] bytes = request.bytes();
      decoder.slices(
          bytes,
          0,
          bytes.length,
          (resource, scope, high, low, spanId, parentId, from, size) -> sink.consume(spanId));
    }
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void slicesAndSpans(Blackhole sink) throws MalformedException {
    for (TraceFactory.Request request : requests) {
      byte[] bytes = request.bytes();
      decoder.slices(
          bytes,
          0,
          bytes.length,
          (resource, scope, high, low, spanId, parentId, from, size) ->
              decode(resource, scope, bytes, from, size, sink));
    }
  }

  private void decode(
      Resource resource, Scope scope, byte[] bytes, int from, int size, Blackhole sink) {
    try {
      sink.consume(decoder.span(resource, scope, bytes, from, size));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }
}
