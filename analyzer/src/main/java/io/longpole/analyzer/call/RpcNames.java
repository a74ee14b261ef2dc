package io.longpole.analyzer.call;

/** The names of spans that gRPC itself and its instrumentations give to calls. */
final class RpcNames {

  static final String SENT = "Sent.";
  static final String ATTEMPT = "Attempt.";
  private static final String RECEIVED = "Recv.";
  private static final String GRPC = "grpc.";

  private RpcNames() {}

  /**
   * Whether gRPC's own tracing made the span: {@code Sent.X}, {@code Attempt.X}, {@code Recv.X}.
   */
  static boolean isGrpcName(String name) {
    return name.startsWith(SENT) || name.startsWith(ATTEMPT) || name.startsWith(RECEIVED);
  }

  /** {@code pkg.Service/Method} from a span name; empty if it does not look like one. */
  static String methodOf(String name) {
    if (isGrpcName(name)) {
      String method = name.substring(name.indexOf('.') + 1);
      int dot = method.lastIndexOf('.');
      boolean dotted = dot > 0 && method.indexOf('/') < 0;
      return dotted ? method.substring(0, dot) + "/" + method.substring(dot + 1) : method;
    }
    return "";
  }

  /**
   * A method named in a span of an RPC system: {@code /pkg.Service/Method}, which stays as it is,
   * or {@code grpc.pkg.Service/Method}.
   */
  static String ofRpcSpan(String name) {
    String own = methodOf(name);
    if (!own.isEmpty()) {
      return own;
    }
    return name.startsWith(GRPC) && name.indexOf('/') >= 0 ? name.substring(GRPC.length()) : name;
  }
}
