package io.longpole.collector.otlp;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.util.AttributeKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * OTLP/gRPC for one signal: the unary Export method, on bytes instead of messages.
 *
 * <p>The marshallers pass bytes through, so that what is malformed or too large is noticed and
 * answered here: generated stubs would make UNKNOWN of it. {@link GrpcGate} stands before it.
 */
final class GrpcExport {

  /** What the gate knows about the request that is being served. */
  static final AttributeKey<Incoming> INCOMING = AttributeKey.valueOf(GrpcExport.class, "INCOMING");

  private static final MethodDescriptor.Marshaller<byte[]> RAW =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
          }
        }
      };

  /** A request on its way from the gate to the method; owns the reservation until taken over. */
  static final class Incoming {

    private final Compression compression;
    private final String source;
    private final InFlightBytes.Reservation reservation;
    private boolean takenOver;

    Incoming(Compression compression, String source, InFlightBytes.Reservation reservation) {
      this.compression = compression;
      this.source = source;
      this.reservation = reservation;
    }

    private synchronized InFlightBytes.Reservation takeOver() {
      takenOver = true;
      return reservation;
    }

    /** Gives the reservation back if the method was never called. */
    synchronized void closeUnlessTakenOver() {
      if (!takenOver) {
        reservation.close();
      }
    }
  }

  private final OtlpSignal signal;
  private final Intake intake;

  GrpcExport(OtlpSignal signal, Intake intake) {
    this.signal = signal;
    this.intake = intake;
  }

  ServerServiceDefinition definition() {
    MethodDescriptor<byte[], byte[]> export =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(
                MethodDescriptor.generateFullMethodName(signal.grpcService(), "Export"))
            .setRequestMarshaller(RAW)
            .setResponseMarshaller(RAW)
            .build();
    return ServerServiceDefinition.builder(signal.grpcService())
        .addMethod(export, ServerCalls.asyncUnaryCall(this::export))
        .build();
  }

  private void export(byte[] bytes, StreamObserver<byte[]> answer) {
    @Nullable Incoming incoming = ServiceRequestContext.current().attr(INCOMING);
    if (incoming == null) {
      throw new IllegalStateException("a call came past the gate");
    }
    Intake.Message message =
        new Intake.Message(
            signal,
            bytes,
            incoming.compression,
            Encoding.PROTOBUF,
            incoming.source,
            incoming.takeOver());
    var unused =
        intake
            .take(message)
            .handle((receipt, failure) -> {
              if (failure == null) {
                answer.onNext(Encoding.protobufSuccess(receipt));
                answer.onCompleted();
              } else {
                answer.onError(GrpcAnswers.exception(Fault.of(failure)));
              }
              return true;
            });
  }
}
