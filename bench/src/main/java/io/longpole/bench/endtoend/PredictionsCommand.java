package io.longpole.bench.endtoend;

import io.longpole.bench.ScratchFolder;
import io.longpole.deploy.shop.Shop;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.EndpointSummary;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.PredictChangeRequest;
import io.longpole.proto.query.v1.PredictChangeResponse;
import io.longpole.proto.query.v1.PredictedEndpoint;
import io.longpole.proto.query.v1.Window;
import io.longpole.query.api.QueryClient;
import io.longpole.query.cli.Surroundings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Predicts what the sample shop would gain without known faults, and compares with twins of the
 * pages that have none.
 */
@Command(
    name = "predictions",
    header = "Compare predictions with what really happens when a fault is taken away.",
    description =
        "Visits pages of the sample shop in pairs, with and without a fault, in turn; asks the server"
            + " for the median after the change, and measures that of the twin. Exit code 1: they"
            + " differ by more than 5 % and 5 ms.",
    sortOptions = false,
    footer = {"", "Examples:", "  bench/run predictions", "  bench/run predictions --rounds 500"})
public final class PredictionsCommand implements Callable<Integer> {

  private static final int WARM_UP_ROUNDS = 20;
  private static final double TOLERATED_SHARE = 0.05;
  private static final long TOLERATED_NANOS = 5_000_000;
  private static final long SEARCHABLE_SECONDS = 60;

  /**
   * A page, and the same without its fault.
   *
   * @param detector whose finding is mended; empty if an operation is changed
   */
  private record Pair(
      String name, String page, String twin, String detector, PredictChangeRequest change) {

    static Pair mended(String name, String page, String twin, String detector) {
      return new Pair(name, page, twin, detector, PredictChangeRequest.getDefaultInstance());
    }

    static Pair removed(String name, String page, String twin, List<String> operation) {
      return new Pair(
          name,
          page,
          twin,
          "",
          PredictChangeRequest.newBuilder()
              .setService(operation.get(0))
              .setOperation(operation.get(1))
              .setChange("remove")
              .build());
    }

    /** The storefront's name for a page. */
    static String route(String page) {
      return "GET " + page + (page.equals("/authors") ? "" : "/{id}");
    }
  }

  private static final List<Pair> PAIRS =
      List.of(
          Pair.mended("n-plus-one", "/authors", "/authors-at-once", "n-plus-one"),
          Pair.mended("serial-calls", "/product-page", "/product-page-together", "serial-calls"),
          Pair.mended("retry", "/checkout", "/checkout-once", "retry"),
          Pair.removed("delay, serial", "/gift-slow", "/gift", List.of("inventory", "pack gift")),
          Pair.removed(
              "delay, longest branch",
              "/branches-long",
              "/branches",
              List.of("storefront", "weigh longest")),
          Pair.removed(
              "delay, shorter branch",
              "/branches-short",
              "/branches",
              List.of("storefront", "weigh shortest")),
          Pair.removed(
              "delay, in a loop",
              "/inventory-slow",
              "/inventory",
              List.of("inventory", "count shelf")));

  private final Surroundings surroundings;

  @Option(names = "--rounds", description = "visits of each page (default: ${DEFAULT-VALUE})")
  private int rounds = 200;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  public PredictionsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    ServerProcess.Launch launch =
        new ServerProcess.Launch(
            Path.of(System.getProperty("longpole.home", ".")).toAbsolutePath(),
            "1g",
            List.of("--quiet-period", "500ms", "--commit-interval", "1s"));
    try (ScratchFolder folder = new ScratchFolder();
        ServerProcess server = ServerProcess.start(launch, folder.path())) {
      QueryClient client = new QueryClient(server.queryAddress());
      long fromNanos = visit(server);
      awaitAnalysed(client);
      Window window = Window.newBuilder().setFromUnixNanos(fromNanos).build();
      return compare(client, window) ? 0 : 1;
    }
  }

  /** Gives the time, since the epoch, from which on visits count. */
  private long visit(ServerProcess server) throws IOException, SQLException, InterruptedException {
    long fromNanos = 0;
    try (Shop shop = Shop.start("http://" + server.otlpAddress());
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
        if (round == WARM_UP_ROUNDS) {
          fromNanos = surroundings.nowUnixNanos().getAsLong();
        }
        for (Pair pair : PAIRS) {
          for (String page : List.of(pair.page, pair.twin)) {
            client.send(
                HttpRequest.newBuilder(shop.page(page + "/" + round)).build(),
                HttpResponse.BodyHandlers.discarding());
          }
        }
      }
      shop.flush();
    }
    return fromNanos;
  }

  private static void awaitAnalysed(QueryClient client) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SEARCHABLE_SECONDS);
    // until the last trace is sealed and, with the commit after that, what it tells of order counts
    long settled = Long.MAX_VALUE;
    while (System.nanoTime() < Math.min(settled, deadline)) {
      if (settled == Long.MAX_VALUE && client.status().getPendingTraces() == 0) {
        settled = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private boolean compare(QueryClient client, Window window) {
    Analysis report = client.report(GetReportRequest.newBuilder().setWindow(window).build());
    surroundings
        .out()
        .printf(
            Locale.ROOT,
            "%-22s %9s %9s %9s %9s  %s%n",
            "fault",
            "with",
            "predicted",
            "without",
            "off by",
            "medians in ms");
    boolean good = true;
    for (Pair pair : PAIRS) {
      long measured = median(report, Pair.route(pair.twin));
      PredictedEndpoint predicted = predicted(client, window, pair);
      long offNanos = predicted.getAfter().getP50Nanos() - measured;
      boolean isGood =
          Math.abs(offNanos) <= Math.max(TOLERATED_NANOS, (long) (TOLERATED_SHARE * measured));
      good &= isGood;
      surroundings
          .out()
          .printf(
              Locale.ROOT,
              "%-22s %9.1f %9.1f %9.1f %+9.1f  %s, %s confidence%n",
              pair.name,
              predicted.getBefore().getP50Nanos() / 1e6,
              predicted.getAfter().getP50Nanos() / 1e6,
              measured / 1e6,
              offNanos / 1e6,
              isGood ? "good" : "WRONG",
              predicted.getConfidence());
    }
    return good;
  }

  private static long median(Analysis report, String operation) {
    return report.getEndpointsList().stream()
        .filter(endpoint -> endpoint.getService().equals("storefront"))
        .filter(endpoint -> endpoint.getOperation().equals(operation))
        .mapToLong(EndpointSummary::getP50Nanos)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no visits of " + operation));
  }

  private static PredictedEndpoint predicted(QueryClient client, Window window, Pair pair) {
    PredictChangeRequest.Builder request = pair.change.toBuilder().setWindow(window);
    String endpoint = "storefront " + Pair.route(pair.page);
    if (!pair.detector.isEmpty()) {
      request.setFingerprint(finding(client, window, pair, endpoint).getFingerprint());
    }
    PredictChangeResponse answer = client.change(request.build());
    return answer.getEndpointsList().stream()
        .filter(predicted -> predicted.getEndpoint().equals(endpoint))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(endpoint + " is not predicted: " + answer));
  }

  private static Finding finding(QueryClient client, Window window, Pair pair, String endpoint) {
    ListFindingsRequest request =
        ListFindingsRequest.newBuilder().setWindow(window).setDetector(pair.detector).build();
    return client.findings(request).getFindingsList().stream()
        .filter(finding -> finding.getEndpoint().equals(endpoint))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + pair.detector + " in " + endpoint));
  }
}
