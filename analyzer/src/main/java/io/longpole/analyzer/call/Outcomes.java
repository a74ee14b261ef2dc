package io.longpole.analyzer.call;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.Trace;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the spans of one trace ended: HTTP and RPC codes, error and exception types, database codes,
 * then the status, by the first rule that matches. A failed call that has no code at all may say in
 * its description that it timed out or was cancelled.
 */
final class Outcomes {

  private static final int MAX_DESCRIPTION = 1_024;

  private static final String CAUSE = "\nCaused by: ";
  private static final int MAX_CAUSES = 16;

  /** PostgreSQL's code both for a time limit and for a caller that cancels. */
  private static final String QUERY_CANCELLED = "57014";

  private static final Pattern HTTP_ERROR = Pattern.compile("[345][0-9][0-9]");

  private final Trace trace;
  private final Set<Long> timeoutsInLogs;

  Outcomes(Trace trace) {
    this.trace = trace;
    this.timeoutsInLogs = timeoutsIn(trace.logs());
  }

  /** The spans whose exceptions stand in log records and name a timeout. */
  private static Set<Long> timeoutsIn(List<LogRecord> logs) {
    Set<Long> spanIds = new HashSet<>();
    for (LogRecord log : logs) {
      String type = log.attributes().text("exception.type");
      if (type != null && namesTimeout(folded(type))) {
        spanIds.add(log.spanId());
      }
    }
    return spanIds;
  }

  /** The outcome of a node whose facts are read; its kind, and the child that answers it or −1. */
  Outcome of(int node, Facts facts, SpanKind kind, int answer) {
    Span span = trace.span(node);
    boolean failed = span.status() == StatusCode.ERROR;
    boolean isCall = kind == SpanKind.CLIENT || kind == SpanKind.PRODUCER;
    int http = failed && httpStatus(facts) == 0 ? storeStatus(facts) : httpStatus(facts);
    String rpc = rpcStatus(span, facts);
    if (http >= 300 && http < 400) {
      return Outcome.REDIRECT;
    }
    if (http == 401 || http == 407) {
      return Outcome.AUTH;
    }
    String error =
        folded(facts.text(facts.has(Fact.ERROR_TYPE) ? Fact.ERROR_TYPE : Fact.ERROR_NAME));
    String code = facts.text(Fact.DB_STATUS);
    boolean namesCancellation = error.contains("cancel") || error.contains("aborterror");
    if (rpc.equals("CANCELLED")
        || (namesCancellation && !saysTimeout(description(span)))
        || (code.equals(QUERY_CANCELLED) && description(span).contains("user request"))
        || isDisconnected(facts)
        || isGivenUp(node, facts, kind, answer)) {
      return Outcome.CANCELLED;
    }
    if (http == 408
        || http == 504
        || rpc.equals("DEADLINE_EXCEEDED")
        || namesCancellation
        || namesTimeout(error)
        || (failed && isTimeout(code))
        || (span.status() != StatusCode.OK && hasTimeoutException(node, span, isCall))) {
      return Outcome.TIMEOUT;
    }
    if (isRetryableHttp(http)
        || isRetryableRpc(rpc)
        || namesConnection(error)
        || namesThrottling(error)
        || LockCodes.contains(code)) {
      return Outcome.RETRYABLE;
    }
    if (http >= 500
        || (http >= 400 && kind == SpanKind.CLIENT)
        || (!rpc.isEmpty() && !rpc.equals("OK"))
        || (!code.isEmpty() && failed)) {
      return Outcome.FAILED;
    }
    if (!failed) {
      return Outcome.OK;
    }
    return isCall && http == 0 ? described(description(span)) : Outcome.RETRYABLE;
  }

  /** What the description of a failed call without any code tells of its end. */
  private static Outcome described(String description) {
    if (saysTimeout(description)) {
      return Outcome.TIMEOUT;
    }
    boolean cancelled =
        description.contains("canceled")
            || description.contains("cancelled")
            || description.contains("operation was aborted")
            || description.contains("user aborted");
    return cancelled ? Outcome.CANCELLED : Outcome.RETRYABLE;
  }

  private static boolean saysTimeout(String description) {
    return description.contains("timeout")
        || description.contains("timed out")
        || description.contains("deadline exceeded");
  }

  /** The beginning of a span's status message, else of its last exception's, in small letters. */
  private static String description(Span span) {
    String text = span.statusMessage();
    for (int i = span.events().size() - 1; i >= 0 && text.isEmpty(); i--) {
      String message = span.events().get(i).attributes().text("exception.message");
      text = message == null ? "" : message;
    }
    return folded(text.length() > MAX_DESCRIPTION ? text.substring(0, MAX_DESCRIPTION) : text);
  }

  /** The HTTP status, also where only error.type has it; 0 if there is none. */
  static int httpStatus(Facts facts) {
    long status = facts.number(Fact.HTTP_STATUS);
    if (status >= 100 && status < 600) {
      return (int) status;
    }
    String error = facts.text(Fact.ERROR_TYPE);
    boolean web = facts.has(Fact.HTTP_METHOD) || facts.has(Fact.URL_FULL);
    return web && HTTP_ERROR.matcher(error).matches() ? Integer.parseInt(error) : 0;
  }

  /** The HTTP status of a database that is asked over HTTP and has no other codes; or 0. */
  private static int storeStatus(Facts facts) {
    String code = facts.text(Fact.DB_STATUS);
    return switch (facts.text(Fact.DB_SYSTEM)) {
      case "elasticsearch", "opensearch", "solr", "couchdb", "azure.cosmosdb", "aws.dynamodb" ->
          HTTP_ERROR.matcher(code).matches() ? Integer.parseInt(code) : 0;
      default -> 0;
    };
  }

  private static String rpcStatus(Span span, Facts facts) {
    String status = facts.text(facts.has(Fact.RPC_STATUS) ? Fact.RPC_STATUS : Fact.JSONRPC_CODE);
    boolean unsaid = status.isEmpty() && span.status() == StatusCode.ERROR;
    if (unsaid && (facts.has(Fact.RPC_SYSTEM) || RpcNames.isGrpcName(span.name()))) {
      return RpcStatus.prefixOf(span.statusMessage());
    }
    return status;
  }

  /** A proxy's own sign that its caller hung up. */
  private static boolean isDisconnected(Facts facts) {
    return facts.number(Fact.HTTP_STATUS) <= 0 && facts.text(Fact.RESPONSE_FLAGS).contains("DC");
  }

  /** A caller's own cancellation is no error in the conventions: no status, and it ends first. */
  private boolean isGivenUp(int node, Facts facts, SpanKind kind, int answer) {
    return kind == SpanKind.CLIENT
        && answer >= 0
        && trace.span(answer).kind() != SpanKind.CONSUMER
        && trace.span(node).status() == StatusCode.UNSET
        && facts.has(Fact.HTTP_METHOD)
        && facts.number(Fact.HTTP_STATUS) <= 0
        && !facts.has(Fact.ERROR_TYPE)
        && trace.endNanos(node) < trace.endNanos(answer);
  }

  private boolean hasTimeoutException(int node, Span span, boolean isCall) {
    List<SpanEvent> events = span.events();
    for (int i = 0; i < events.size(); i++) {
      Attributes exception = events.get(i).attributes();
      String type = exception.text("exception.type");
      if (type != null && namesTimeout(folded(type))) {
        return true;
      }
      String stack = isCall ? exception.text("exception.stacktrace") : null;
      if (stack != null && hasTimeoutCause(stack)) {
        return true;
      }
    }
    return timeoutsInLogs.contains(trace.spanId(node));
  }

  /** Whether the stack trace of a call's exception names a time limit among its causes. */
  private static boolean hasTimeoutCause(String stack) {
    int at = stack.indexOf(CAUSE);
    for (int causes = 0; at >= 0 && causes < MAX_CAUSES; causes++) {
      int from = at + CAUSE.length();
      int to = from;
      while (to < stack.length()
          && (stack.charAt(to) == '.' || Character.isJavaIdentifierPart(stack.charAt(to)))) {
        to++;
      }
      if (namesTimeout(folded(stack.substring(from, to)))) {
        return true;
      }
      at = stack.indexOf(CAUSE, to);
    }
    return false;
  }

  private static boolean namesTimeout(String type) {
    return type.contains("timeout")
        || type.contains("timedout")
        || type.contains("timed out")
        || type.contains("deadline");
  }

  private static boolean namesConnection(String type) {
    return type.contains("connect")
        || type.contains("reset")
        || type.contains("refused")
        || type.contains("unreachable");
  }

  /** The refusals of cloud services, which have the HTTP status 400. */
  private static boolean namesThrottling(String type) {
    return type.contains("throttl")
        || type.contains("toomanyrequests")
        || type.contains("throughputexceeded");
  }

  /**
   * Whether a database gave a statement up for its time limit: PostgreSQL, ODBC, MySQL, SQL Server.
   */
  private static boolean isTimeout(String databaseCode) {
    return switch (databaseCode) {
      case QUERY_CANCELLED, "HYT00", "HYT01", "3024", "-2" -> true;
      default -> false;
    };
  }

  private static boolean isRetryableHttp(int status) {
    return switch (status) {
      case 425, 429, 500, 502, 503 -> true;
      default -> false;
    };
  }

  private static boolean isRetryableRpc(String status) {
    return switch (status) {
      case "UNAVAILABLE", "RESOURCE_EXHAUSTED", "ABORTED" -> true;
      default -> false;
    };
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
