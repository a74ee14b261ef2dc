package io.longpole.collector.otlp;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what is not served with a sentence that helps: most often an address was set wrongly. */
final class UnknownPath implements HttpService {

  private static final Logger LOG = LoggerFactory.getLogger(UnknownPath.class);
  private static final int SHOWN_PATH_CHARS = 200;

  private static final String SET_ENDPOINT =
      "set OTEL_EXPORTER_OTLP_ENDPOINT to the address alone, such as http://localhost:4318.";

  private final RarelyLogged said =
      new RarelyLogged(LOG::warn, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    String path = shown(context.path());
    if (GrpcAnswers.isGrpc(request.headers())) {
      String advice = grpcAdvice(path);
      said.say(path, advice);
      return GrpcAnswers.response(Fault.unsupported(404, advice));
    }
    String advice = httpAdvice(path);
    said.say(path, advice);
    return HttpAnswers.fault(
        HttpAnswers.encodingOf(request.headers()), Fault.unsupported(404, advice));
  }

  static String grpcAdvice(String path) {
    if (path.contains("profiles")) {
      return "longpole does not take profiles.";
    }
    return "No gRPC method "
        + path
        + ". longpole takes Export of the OTLP services for traces, logs and metrics.";
  }

  static String httpAdvice(String path) {
    if (path.contains("profiles")) {
      return "longpole does not take profiles.";
    }
    for (OtlpSignal signal : OtlpSignal.values()) {
      if (path.startsWith(signal.path() + "/v1/")) {
        return doubled(path, signal);
      }
    }
    for (OtlpSignal signal : OtlpSignal.values()) {
      if (resembles(path, signal.path())) {
        return "No OTLP signal at "
            + path
            + ". Did you mean "
            + signal.path()
            + "? Or "
            + SET_ENDPOINT;
      }
    }
    return switch (path) {
      case "/" ->
          "No OTLP signal at /. Traces go to /v1/traces: add it to OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,"
              + " or set OTEL_EXPORTER_OTLP_ENDPOINT to the address alone.";
      case "/api/v2/spans", "/api/v1/spans" ->
          "This is a path of Zipkin; longpole takes OTLP. Send OTLP to /v1/traces;"
              + " Zipkin files can be read with longpole import.";
      case "/api/traces" ->
          "This is a path of Jaeger; longpole takes OTLP. Send OTLP to /v1/traces;"
              + " Jaeger files can be read with longpole import.";
      default ->
          "No OTLP signal at "
              + path
              + ". Traces go to /v1/traces, logs to /v1/logs: "
              + SET_ENDPOINT;
    };
  }

  /** For /v1/traces/v1/traces. */
  private static String doubled(String path, OtlpSignal signal) {
    return "No OTLP signal at "
        + path
        + ": the exporter added a path to one that was there. Use OTEL_EXPORTER_OTLP_"
        + signal.name()
        + "_ENDPOINT with the path "
        + signal.path()
        + ", or "
        + SET_ENDPOINT;
  }

  /** For /prefix/v1/traces and /v1/trace. */
  private static boolean resembles(String path, String right) {
    String singular = right.substring(0, right.length() - 1);
    return path.equals(singular) || path.equals(singular + "/") || path.endsWith(right);
  }

  /** Paths come from outside and go into our log. */
  private static String shown(String path) {
    String cut = path.length() <= SHOWN_PATH_CHARS ? path : path.substring(0, SHOWN_PATH_CHARS);
    return cut.replaceAll("[^\\x21-\\x7e]", "?");
  }
}
