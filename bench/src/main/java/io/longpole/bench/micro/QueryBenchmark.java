package io.longpole.bench.micro;

import com.google.protobuf.MessageLite;
import io.longpole.analyzer.model.TraceId;
import io.longpole.proto.query.v1.AttributeMatch;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListServicesRequest;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.query.search.Search;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Answers to queries, as the server gives them, without the network. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class QueryBenchmark {

  @Param("200000")
  public int traces;

  private StoredTraffic stored = new StoredTraffic(0);
  private Search search = stored.search();
  private List<TraceId> ids = List.of();
  private int asked;

  @Setup
  public void fill() {
    stored.close();
    stored = new StoredTraffic(traces);
    search = stored.search();
    ids = stored.ids();
  }

  /** Another trace each time; its block is rarely among the last ones read. */
  @Benchmark
  public MessageLite traceById() {
    asked = (asked + 7_919) % ids.size();
    return search
        .trace(
            GetTraceRequest.newBuilder().setTraceId(ids.get(asked).hex()).setWithLogs(true).build())
        .orElseThrow();
  }

  @Benchmark
  public MessageLite slowest20() {
    return search.traces(SearchTracesRequest.getDefaultInstance());
  }

  @Benchmark
  public MessageLite slowest20OfOperation() {
    return search.traces(
        SearchTracesRequest.newBuilder()
            .setService("load-4")
            .setOperation("GET /v1/resource4")
            .build());
  }

  /** An attribute that one trace in twenty has. */
  @Benchmark
  public MessageLite attribute() {
    return search.traces(attributes("http.response.status_code", "504"));
  }

  private static SearchTracesRequest attributes(String key, String value) {
    return SearchTracesRequest.newBuilder()
        .addAttributes(AttributeMatch.newBuilder().setKey(key).setValue(value))
        .build();
  }

  @Benchmark
  public MessageLite logWords() {
    return search.logs(SearchLogsRequest.newBuilder().setQuery("handled AND 4711").build());
  }

  @Benchmark
  public MessageLite logPhrase() {
    return search.logs(SearchLogsRequest.newBuilder().setQuery("\"of resource 7\"").build());
  }

  @Benchmark
  public MessageLite services() {
    return search.services(ListServicesRequest.getDefaultInstance());
  }

  @Benchmark
  public MessageLite report() {
    return search.report(GetReportRequest.getDefaultInstance());
  }

  @TearDown
  public void close() {
    stored.close();
  }
}
