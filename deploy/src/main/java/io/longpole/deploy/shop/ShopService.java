package io.longpole.deploy.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One service of the shop: an HTTP server and client with the spans that OpenTelemetry's HTTP
 * conventions ask for, and the W3C trace context carried from call to call.
 */
@SuppressWarnings("try") // a scope is only there to be closed
final class ShopService implements ShopPart {

  /** Answers one request; the text is the body of a 200. */
  interface Handler {
    String handle(HttpExchange exchange) throws Exception;
  }

  /** A handler's way to answer with another status than 200. */
  static final class StatusException extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;

    StatusException(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  private final String name;
  private final Telemetry telemetry;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  ShopService(String name, String otlpEndpoint) throws IOException {
    this.name = name;
    telemetry = new Telemetry(name, otlpEndpoint);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(threads);
    server.start();
  }

  String name() {
    return name;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  /** Serves a route; the first part of the path decides, as in {@code /products}. */
  ShopService route(String path, String route, Handler handler) {
    server.createContext(path, exchange -> serve(exchange, route, handler));
    return this;
  }

  private void serve(HttpExchange exchange, String route, Handler handler) throws IOException {
    Context parent =
        telemetry
            .api()
            .getPropagators()
            .getTextMapPropagator()
            .extract(Context.root(), exchange, HeaderGetter.INSTANCE);
    Span span =
        telemetry
            .tracer()
            .spanBuilder("GET " + route)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", "GET")
            .setAttribute("http.route", route)
            .setAttribute("url.path", exchange.getRequestURI().getPath())
            .setAttribute("url.scheme", "http")
            .startSpan();
    int status = 200;
    String body;
    try (Scope scope = span.makeCurrent()) {
      try {
        body = handler.handle(exchange);
      } catch (StatusException e) {
        status = e.status;
        body = String.valueOf(e.getMessage());
        telemetry.log(Severity.ERROR, name + " " + route + ": " + e.getMessage());
      } catch (Exception e) {
        status = 500;
        body = String.valueOf(e.getMessage());
        span.recordException(e);
        telemetry.log(Severity.ERROR, name + " " + route + " failed: " + e);
      }
      span.setAttribute("http.response.status_code", status);
      if (status >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
    } finally {
      span.end();
    }
    answer(exchange, status, body);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Calls another service within the current span; the answer's status is not checked. */
  HttpResponse<String> get(ShopService target, String path)
      throws IOException, InterruptedException {
    URI uri = target.uri(path);
    Span span =
        telemetry
            .tracer()
            .spanBuilder("GET")
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("http.request.method", "GET")
            .setAttribute("url.full", uri.toString())
            .setAttribute("server.address", uri.getHost())
            .setAttribute("server.port", uri.getPort())
            .startSpan();
    try (Scope scope = span.makeCurrent()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
      telemetry
          .api()
          .getPropagators()
          .getTextMapPropagator()
          .inject(
              Context.current(), request, (r, key, value) -> requireBuilder(r).header(key, value));
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      span.setAttribute("http.response.status_code", response.statusCode());
      if (response.statusCode() >= 400) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute("error.type", Integer.toString(response.statusCode()));
      }
      return response;
    } catch (IOException e) {
      span.setStatus(StatusCode.ERROR);
      span.setAttribute("error.type", e.getClass().getName());
      throw e;
    } finally {
      span.end();
    }
  }

  private static HttpRequest.Builder requireBuilder(HttpRequest.@Nullable Builder builder) {
    if (builder == null) {
      throw new IllegalStateException("no request to carry the trace context");
    }
    return builder;
  }

  /** A step of the service's own, in a span, that takes a while. */
  void step(String step, int millis) {
    Span span = telemetry.tracer().spanBuilder(step).setSpanKind(SpanKind.INTERNAL).startSpan();
    try (Scope scope = span.makeCurrent()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    } finally {
      span.end();
    }
  }

  /** Makes calls side by side, each in the current span, and waits for all. */
  List<String> together(List<Callable<String>> calls) throws Exception {
    List<Future<String>> answers = new ArrayList<>();
    for (Callable<String> call : calls) {
      answers.add(threads.submit(Context.current().wrap(call)));
    }
    List<String> bodies = new ArrayList<>();
    for (Future<String> answer : answers) {
      bodies.add(answer.get());
    }
    return bodies;
  }

  /** The same, for callers that need a good answer. */
  String getOk(ShopService target, String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(target, path);
    if (response.statusCode() != 200) {
      throw new IOException(target.name + path + " answered " + response.statusCode());
    }
    return response.body();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
    client.close();
    telemetry.close();
  }

  private enum HeaderGetter implements TextMapGetter<HttpExchange> {
    INSTANCE;

    @Override
    public @Nullable String get(@Nullable HttpExchange carrier, String key) {
      return carrier == null ? null : carrier.getRequestHeaders().getFirst(key);
    }
  }
}
