package io.longpole.query;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Traces as a shop's services send them: ten attributes a span, names and values as often repeated
 * and as often new as in real ones.
 */
public final class ShopTraces {

  /** A time near which all traces start. */
  public static final long EPOCH_NANOS = 1_760_000_000_000_000_000L;

  private static final String[] SERVICES = {"frontend", "cart", "orders", "stock", "payment"};
  private static final String[] OPERATIONS = {
    "GET /", "GET /cart", "POST /orders", "GET /stock/{sku}", "POST /payments", "GET /items/{id}"
  };
  private static final String[] STATEMENTS = {
    "SELECT id, sku, name, price FROM item WHERE sku = ?",
    "SELECT o.id, o.total FROM orders o JOIN line l ON l.order_id = o.id WHERE o.customer = ?",
    "UPDATE stock SET amount = amount - ? WHERE sku = ? AND warehouse = ?",
    "INSERT INTO payment (id, order_id, amount, currency) VALUES (?, ?, ?, ?)"
  };
  private static final Scope SERVER_SCOPE =
      new Scope("io.opentelemetry.tomcat-10.0", "2.20.1-alpha", Attributes.EMPTY);
  private static final Scope JDBC_SCOPE =
      new Scope("io.opentelemetry.jdbc", "2.20.1-alpha", Attributes.EMPTY);

  private final Random random;
  private final Resource[] resources = new Resource[SERVICES.length * 3];
  private long startNanos = EPOCH_NANOS;

  public ShopTraces(long seed) {
    random = new Random(seed);
    for (int i = 0; i < resources.length; i++) {
      resources[i] =
          new Resource(
              Attributes.of(
                  "service.name",
                  SERVICES[i % SERVICES.length],
                  "service.version",
                  "1.4." + i % 2,
                  "service.instance.id",
                  "7c1e0c9b-3d3f-4f9c-9a43-8a1c5f2b6d" + (10 + i),
                  "host.name",
                  "node-" + i % 3,
                  "deployment.environment.name",
                  "production",
                  "telemetry.sdk.language",
                  "java",
                  "telemetry.sdk.name",
                  "opentelemetry",
                  "telemetry.sdk.version",
                  "1.54.1"));
    }
  }

  public TraceId nextId() {
    return new TraceId(random.nextLong(), random.nextLong());
  }

  /** The spans of one request, in the order in which they end. */
  public List<Span> next(TraceId id, int spanCount) {
    startNanos += random.nextLong(2_000_000);
    List<Span> spans = new ArrayList<>(spanCount);
    long root = random.nextLong();
    long duration = 1_000_000L + (long) (Math.exp(random.nextGaussian() * 1.2 + 2) * 1_000_000);
    long parent = root;
    for (int i = 1; i < spanCount; i++) {
      long spanId = random.nextLong();
      long start = startNanos + duration * i / (spanCount + 1) + random.nextInt(1_000);
      long end = start + 1 + random.nextLong(duration / spanCount);
      boolean server = i % 3 == 1;
      spans.add(
          server
              ? server(id, spanId, i).parent(parent).times(start, end).build()
              : jdbc(id, spanId, i).parent(parent).times(start, end).build());
      parent = server ? spanId : parent;
    }
    spans.add(server(id, root, 0).times(startNanos, startNanos + duration).build());
    return spans;
  }

  private Span.Builder server(TraceId id, long spanId, int depth) {
    int operation = random.nextInt(OPERATIONS.length);
    boolean failed = random.nextInt(50) == 0;
    String name = OPERATIONS[operation];
    return Span.builder(id, spanId)
        .name(name)
        .kind(SpanKind.SERVER)
        .resource(resource(depth))
        .scope(SERVER_SCOPE)
        .flags(257)
        .status(failed ? StatusCode.ERROR : StatusCode.UNSET, "")
        .attributes(
            Attributes.of(
                "http.request.method",
                name.substring(0, name.indexOf(' ')),
                "http.response.status_code",
                failed ? 500L : 200L,
                "http.route",
                name.substring(name.indexOf(' ') + 1),
                "url.scheme",
                "http",
                "url.path",
                "/items/" + random.nextInt(20_000),
                "server.address",
                SERVICES[depth % SERVICES.length],
                "server.port",
                8080L,
                "network.peer.address",
                "10.1.0." + random.nextInt(20),
                "network.peer.port",
                30_000L + random.nextInt(30_000),
                "thread.name",
                "http-nio-8080-exec-" + random.nextInt(20)));
  }

  private Span.Builder jdbc(TraceId id, long spanId, int depth) {
    int statement = random.nextInt(STATEMENTS.length);
    String operation = STATEMENTS[statement].substring(0, STATEMENTS[statement].indexOf(' '));
    return Span.builder(id, spanId)
        .name(operation + " shop")
        .kind(SpanKind.CLIENT)
        .resource(resource(depth))
        .scope(JDBC_SCOPE)
        .flags(257)
        .attributes(
            Attributes.of(
                "db.system.name",
                "postgresql",
                "db.namespace",
                "shop",
                "db.query.text",
                STATEMENTS[statement],
                "db.operation.name",
                operation,
                "db.collection.name",
                "item",
                "server.address",
                "db-" + statement,
                "server.port",
                5432L,
                "db.response.returned_rows",
                (long) random.nextInt(50),
                "thread.id",
                20L + random.nextInt(40),
                "thread.name",
                "http-nio-8080-exec-" + random.nextInt(20)));
  }

  private Resource resource(int depth) {
    return resources[depth % SERVICES.length + SERVICES.length * random.nextInt(3)];
  }

  /** A log record of one of the spans. */
  public LogRecord log(Span of) {
    boolean bad = random.nextInt(20) == 0;
    return new LogRecord(
        of.startNanos() + random.nextInt(1_000),
        bad ? 17 : 9,
        bad ? "ERROR" : "INFO",
        bad
            ? "payment gateway answered 503, order_id=" + random.nextInt(1_000_000)
            : "loaded " + random.nextInt(50) + " items for customer " + random.nextInt(10_000),
        "",
        Attributes.of("logger.name", "shop.orders.OrderService", "thread.name", "exec-1"),
        of.resource(),
        SERVER_SCOPE,
        of.traceId(),
        of.spanId());
  }
}
