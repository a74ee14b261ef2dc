package io.longpole.bench.micro;

import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.RequestWalk;
import io.longpole.deploy.load.TraceFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the receiver does with a span before it is logged: the walk over the request's bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReceiveBenchmark {

  private static final int SPANS = 16_384;

  private final List<TraceFactory.Request> requests = new Traffic(16).requests(SPANS);

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public long walk() throws MalformedException {
    long items = 0;
    for (TraceFactory.Request request : requests) {
      byte[] bytes = request.bytes();
      items += RequestWalk.walkTraces(bytes, 0, bytes.length, Traffic.EPOCH_NANOS).goodItems();
    }
    return items;
  }
}
