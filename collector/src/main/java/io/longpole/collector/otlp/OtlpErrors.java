package io.longpole.collector.otlp;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the HTTP server itself has to say, as {@code google.rpc.Status} instead of plain text. */
final class OtlpErrors implements ServerErrorHandler {

  private static final Logger LOG = LoggerFactory.getLogger(OtlpErrors.class);

  @Override
  public HttpResponse onServiceException(ServiceRequestContext context, Throwable thrown) {
    Throwable cause = Exceptions.peel(thrown);
    if (Exceptions.isStreamCancelling(cause)
        || cause instanceof HttpStatusException
        || cause instanceof HttpResponseException) {
      return HttpResponse.ofFailure(cause);
    }
    LOG.error("A request could not be answered", cause);
    return response(context.request().headers(), Fault.unforeseen()).toHttpResponse();
  }

  /**
   * A body that is no proper HTTP any more broke on its way: 400 would make the client throw it
   * away. On this exception Armeria closes the connection without an answer, and says nothing.
   */
  @Override
  public @Nullable AggregatedHttpResponse onProtocolViolation(
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    boolean inBody = headers != null && "Decoder failure".equals(description);
    if (inBody || cause instanceof ClosedSessionException) {
      throw ClosedSessionException.get();
    }
    return renderStatus(null, config, headers, status, description, cause);
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return response(headers, fault(status, description));
  }

  static Fault fault(HttpStatus status, @Nullable String description) {
    String said = description == null ? status.reasonPhrase() : description;
    return switch (status.code()) {
      case 400 -> Fault.badFrame(said);
      case 413 -> new Fault(Fault.RESOURCE_EXHAUSTED, 413, "The body is too large.", "", 0);
      case 414 ->
          new Fault(
              Fault.RESOURCE_EXHAUSTED,
              414,
              "The request line is above " + OtlpSettings.MAX_REQUEST_LINE_BYTES + " bytes.",
              "",
              0);
      case 431 ->
          new Fault(
              Fault.RESOURCE_EXHAUSTED,
              431,
              "The headers are above " + OtlpSettings.MAX_HEADER_BYTES + " bytes.",
              "",
              0);
      default ->
          status.isClientError() && status.code() != 408
              ? Fault.unsupported(status.code(), said)
              : Fault.unforeseen();
    };
  }

  private static AggregatedHttpResponse response(@Nullable RequestHeaders headers, Fault fault) {
    return GrpcAnswers.isGrpc(headers)
        ? AggregatedHttpResponse.of(GrpcAnswers.headers(fault))
        : HttpAnswers.aggregatedFault(HttpAnswers.encodingOf(headers), fault);
  }
}
