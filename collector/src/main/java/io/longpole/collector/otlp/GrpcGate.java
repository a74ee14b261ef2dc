package io.longpole.collector.otlp;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.longpole.collector.otlp.GrpcExport.Incoming;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Stands before a gRPC service: refuses early, reads the body within bounds, checks its frame.
 *
 * <p>The gRPC service would gather the body unbounded and answer some of these faults with UNKNOWN,
 * which makes clients throw their data away.
 */
final class GrpcGate extends SimpleDecoratingHttpService {

  /** Flag byte and four bytes of length before a message. */
  static final int FRAME_BYTES = 5;

  private static final String GRPC_ENCODING = "grpc-encoding";

  private final OtlpSignal signal;
  private final Reception reception;
  private final ReceiverCounters counters;

  GrpcGate(
      HttpService delegate, OtlpSignal signal, Reception reception, ReceiverCounters counters) {
    super(delegate);
    this.signal = signal;
    this.reception = reception;
    this.counters = counters;
  }

  /** Streaming: the gate is called before the body is read. */
  @Override
  public ExchangeType exchangeType(RoutingContext routing) {
    return ExchangeType.BIDI_STREAMING;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (!GrpcAnswers.isGrpc(request.headers())) {
      counters.invalid(signal, "unsupported");
      return HttpAnswers.fault(HttpAnswers.encodingOf(request.headers()), notGrpc(request));
    }
    MediaType type = request.contentType();
    if (type != null
        && type.subtype().startsWith("grpc+")
        && !type.subtype().equals("grpc+proto")) {
      return unsupported("Content-Type " + type + " is not known; send application/grpc.");
    }
    String encoding = request.headers().get(GRPC_ENCODING, "");
    Optional<Compression> compression = Compression.of(encoding);
    if (compression.isEmpty()) {
      return unsupported(
          "grpc-encoding " + encoding + " is not known; send " + Compression.ACCEPTED + ".");
    }
    return reception.receive(context, request, new Exchange(context, request, compression.get()));
  }

  private static Fault notGrpc(HttpRequest request) {
    return request.method() == HttpMethod.POST
        ? Fault.unsupported(415, "This path speaks gRPC; send application/grpc.")
        : Fault.unsupported(405, "This path speaks gRPC; use POST.");
  }

  private HttpResponse unsupported(String message) {
    counters.invalid(signal, "unsupported");
    return GrpcAnswers.response(Fault.unsupported(415, message));
  }

  private final class Exchange implements Reception.Transport {

    private final ServiceRequestContext context;
    private final HttpRequest request;
    private final Compression compression;

    Exchange(ServiceRequestContext context, HttpRequest request, Compression compression) {
      this.context = context;
      this.request = request;
      this.compression = compression;
    }

    @Override
    public OtlpSignal signal() {
      return signal;
    }

    @Override
    public int framingBytes() {
      return FRAME_BYTES;
    }

    @Override
    public HttpResponse fault(Fault fault) {
      return GrpcAnswers.response(fault);
    }

    @Override
    public CompletableFuture<HttpResponse> body(Body body, InFlightBytes.Reservation reservation) {
      Optional<Fault> fault = frameFault(body, compression);
      if (fault.isPresent()) {
        reservation.close();
        counters.invalid(signal, "malformed_frame");
        return CompletableFuture.completedFuture(GrpcAnswers.response(fault.get()));
      }
      Compression used = body.byteAt(0) == 0 ? Compression.NONE : compression;
      Incoming incoming = new Incoming(used, Reception.source(context, "grpc"), reservation);
      context.setAttr(GrpcExport.INCOMING, incoming);
      HttpRequest whole = HttpRequest.of(request.headers(), HttpData.wrap(body.toByteBuf()));
      context.updateRequest(whole);
      try {
        HttpResponse response = unwrap().serve(context, whole);
        var unused =
            response
                .whenComplete()
                .handle((done, failure) -> {
                  incoming.closeUnlessTakenOver();
                  return true;
                });
        // A unary response is there at once, but empty until the call is done: wait for all of it,
        // so that the time limit is still watched.
        return response.aggregate().thenApply(AggregatedHttpResponse::toHttpResponse);
      } catch (Exception e) {
        incoming.closeUnlessTakenOver();
        return CompletableFuture.failedFuture(e);
      }
    }
  }

  /** What is wrong with a frame; a unary call has exactly one. */
  static Optional<Fault> frameFault(Body body, Compression compression) {
    if (body.length() < FRAME_BYTES) {
      return Optional.of(Fault.badFrame("The gRPC frame is cut off."));
    }
    int flag = body.byteAt(0);
    if (flag != 0 && flag != 1) {
      return Optional.of(Fault.badFrame("The gRPC frame has the unknown flag " + flag + "."));
    }
    if (flag == 1 && compression == Compression.NONE) {
      return Optional.of(
          Fault.badFrame("The gRPC message is compressed, but grpc-encoding does not say how."));
    }
    long length = 0;
    for (int i = 1; i < FRAME_BYTES; i++) {
      length = (length << 8) | (body.byteAt(i) & 0xff);
    }
    int got = body.length() - FRAME_BYTES;
    if (length != got) {
      return Optional.of(
          Fault.badFrame(
              "The gRPC frame claims "
                  + length
                  + " bytes, but "
                  + got
                  + " came; one message a call."));
    }
    return Optional.empty();
  }
}
