package io.longpole.query.search;

import io.longpole.proto.query.v1.ListServicesRequest;
import io.longpole.proto.query.v1.ListServicesResponse;
import io.longpole.proto.query.v1.OperationStats;
import io.longpole.proto.query.v1.Window;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.Interval;
import io.longpole.query.index.OperationTimes;

/** Rate, errors and latency of operations. */
final class ServiceSearch {

  /** Rates over less would say more than is known. */
  private static final double SHORTEST_RATE_SECONDS = 1;

  private ServiceSearch() {}

  static ListServicesResponse in(IndexView view, ListServicesRequest request) {
    Interval interval = Queries.interval(request.getWindow());
    IndexView.Operations operations = view.operations(interval, request.getService());
    Window window = ratesWindow(request.getWindow(), operations.starts());
    double seconds = (window.getToUnixNanos() - window.getFromUnixNanos()) / 1e9;
    ListServicesResponse.Builder response =
        ListServicesResponse.newBuilder().setWindow(window).setOverflow(operations.folded());
    for (OperationTimes times : operations.times()) {
      response.addOperations(stats(times, Math.max(seconds, SHORTEST_RATE_SECONDS)));
    }
    return response.build();
  }

  private static OperationStats stats(OperationTimes times, double seconds) {
    return OperationStats.newBuilder()
        .setService(times.name().service())
        .setOperation(times.name().operation())
        .setKind(times.name().kind().text())
        .setCount(times.count())
        .setErrors(times.failed())
        .setPerSecond(times.count() / seconds)
        .setP50Nanos(times.p50Nanos())
        .setP95Nanos(times.p95Nanos())
        .setP99Nanos(times.p99Nanos())
        .build();
  }

  /** The window asked for; where it is open, the first and last start of a trace in it. */
  private static Window ratesWindow(Window asked, Interval starts) {
    long from = asked.getFromUnixNanos();
    long to = asked.getToUnixNanos();
    return Window.newBuilder()
        .setFromUnixNanos(from == 0 ? starts.fromNanos() : from)
        .setToUnixNanos(to == 0 ? starts.toNanos() : to)
        .build();
  }
}
