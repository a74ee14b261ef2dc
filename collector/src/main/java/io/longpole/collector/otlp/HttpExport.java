package io.longpole.collector.otlp;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** OTLP/HTTP for one signal: POST of protobuf or JSON, plain or compressed. */
final class HttpExport implements HttpService {

  private final OtlpSignal signal;
  private final Reception reception;
  private final Intake intake;
  private final ReceiverCounters counters;

  HttpExport(OtlpSignal signal, Reception reception, Intake intake, ReceiverCounters counters) {
    this.signal = signal;
    this.reception = reception;
    this.intake = intake;
    this.counters = counters;
  }

  /** Streaming: the service is called before the body is read. */
  @Override
  public ExchangeType exchangeType(RoutingContext routing) {
    return ExchangeType.BIDI_STREAMING;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (request.method() != HttpMethod.POST) {
      return unsupported(
          HttpAnswers.encodingOf(request.headers()),
          Fault.unsupported(
              405, request.method() + " is not answered at " + signal.path() + "; use POST."));
    }
    Optional<Encoding> encoding = Encoding.of(request.contentType());
    if (encoding.isEmpty()) {
      String given = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "none");
      return unsupported(
          Encoding.JSON,
          Fault.unsupported(
              415, "Content-Type " + given + " is not known; send " + Encoding.ACCEPTED + "."));
    }
    String encodings = String.join(",", request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING));
    Optional<Compression> compression = Compression.of(encodings);
    if (compression.isEmpty()) {
      return unsupported(
          encoding.get(),
          Fault.unsupported(
              415,
              "Content-Encoding "
                  + encodings
                  + " is not known; send one of "
                  + Compression.ACCEPTED
                  + "."));
    }
    String source = Reception.source(context, "http");
    return reception.receive(
        context, request, new Exchange(encoding.get(), compression.get(), source));
  }

  private HttpResponse unsupported(Encoding encoding, Fault fault) {
    counters.invalid(signal, "unsupported");
    return HttpAnswers.fault(encoding, fault);
  }

  private final class Exchange implements Reception.Transport {

    private final Encoding encoding;
    private final Compression compression;
    private final String source;

    Exchange(Encoding encoding, Compression compression, String source) {
      this.encoding = encoding;
      this.compression = compression;
      this.source = source;
    }

    @Override
    public OtlpSignal signal() {
      return signal;
    }

    @Override
    public int framingBytes() {
      return 0;
    }

    @Override
    public HttpResponse fault(Fault fault) {
      return HttpAnswers.fault(encoding, fault);
    }

    @Override
    public CompletableFuture<HttpResponse> body(Body body, InFlightBytes.Reservation reservation) {
      Intake.Message message =
          new Intake.Message(
              signal, body.toByteArray(), compression, encoding, source, reservation);
      return intake
          .take(message)
          .thenApply(receipt -> HttpAnswers.success(encoding, signal, receipt));
    }
  }
}
