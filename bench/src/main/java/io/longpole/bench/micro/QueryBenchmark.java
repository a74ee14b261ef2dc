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

  /** Empty until the parameter is known. */
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

  /** An attribute that every trace has: all are compared by duration. */
  @Benchmark
  public MessageLite frequentAttribute() {
    return search.traces(attributes("http.route", "/v1/resource4/{id}"));
  }

  /** An attribute that few traces have. */
  @Benchmark
  public MessageLite rareAttribute() {
    return search.traces(attributes("url.path", "/v1/resource4/00042"));
  }

  /** Two attributes of one span: the index narrows, the spans themselves decide. */
  @Benchmark
  public MessageLite attributesOfOneSpan() {
    return search.traces(attributes("db.namespace", "shop", "server.address", "db-3.internal"));
  }

  private static SearchTracesRequest attributes(String... namesAndValues) {
    SearchTracesRequest.Builder request = SearchTracesRequest.newBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      request.addAttributes(
          AttributeMatch.newBuilder().setKey(namesAndValues[i]).setValue(namesAndValues[i + 1]));
    }
    return request.build();
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
