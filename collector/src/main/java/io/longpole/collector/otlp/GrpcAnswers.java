package io.longpole.collector.otlp;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** How a fault is said in gRPC: by the server call, or, where none exists yet, by bare headers. */
final class GrpcAnswers {

  private static final String MEDIA_TYPE = "application/grpc";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String DETAILS = "grpc-status-details-bin";
  private static final Metadata.Key<byte[]> DETAILS_KEY =
      Metadata.Key.of(DETAILS, Metadata.BINARY_BYTE_MARSHALLER);

  private GrpcAnswers() {}

  /** Whether the request is gRPC by its content type. */
  static boolean isGrpc(@Nullable RequestHeaders headers) {
    MediaType type = headers == null ? null : headers.contentType();
    return type != null
        && type.type().equals("application")
        && (type.subtype().equals("grpc") || type.subtype().startsWith("grpc+"));
  }

  /** For {@code StreamObserver.onError}. */
  static StatusRuntimeException exception(Fault fault) {
    Metadata trailers = new Metadata();
    trailers.put(DETAILS_KEY, fault.toStatus().toByteArray());
    return Status.fromCodeValue(fault.grpcCode())
        .withDescription(fault.message())
        .asRuntimeException(trailers);
  }

  /** A response of headers only. */
  static HttpResponse response(Fault fault) {
    return HttpResponse.of(headers(fault));
  }

  static ResponseHeaders headers(Fault fault) {
    String details =
        Base64.getEncoder().withoutPadding().encodeToString(fault.toStatus().toByteArray());
    return ResponseHeaders.builder(200)
        .add("content-type", MEDIA_TYPE)
        .add("grpc-accept-encoding", Compression.GRPC_ACCEPTED)
        .add("grpc-status", Integer.toString(fault.grpcCode()))
        .add("grpc-message", percentEncoded(fault.message()))
        .add(DETAILS, details)
        .endOfStream(true)
        .build();
  }

  /** The gRPC protocol allows printable ASCII but %, everything else as %XX of UTF-8. */
  static String percentEncoded(String message) {
    StringBuilder text = new StringBuilder(message.length());
    for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b <= '~' && b != '%') {
        text.append((char) b);
      } else {
        text.append('%').append(HEX.toHexDigits(b));
      }
    }
    return text.toString();
  }
}
