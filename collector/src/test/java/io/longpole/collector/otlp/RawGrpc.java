package io.longpole.collector.otlp;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls of grpc-java with any bytes, any path and any number of messages. */
final class RawGrpc {

  static final String EXPORT = "opentelemetry.proto.collector.trace.v1.TraceService/Export";

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
            throw new UncheckedIOException(e);
          }
        }
      };

  private RawGrpc() {}

  /** A channel that also knows zstd and, for the sake of an unknown one, "snappy". */
  static ManagedChannel channel(int port) {
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(new Codec.Gzip());
    compressors.register(new Zstd("zstd"));
    compressors.register(new Zstd("snappy"));
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .usePlaintext()
        .compressorRegistry(compressors)
        .decompressorRegistry(DecompressorRegistry.getDefaultInstance())
        .build();
  }

  static byte[] call(Channel channel, String method, byte[] message) {
    return ClientCalls.blockingUnaryCall(
        channel, method(method, MethodDescriptor.MethodType.UNARY), CallOptions.DEFAULT, message);
  }

  static byte[] compressed(Channel channel, String encoding, byte[] message) {
    return ClientCalls.blockingUnaryCall(
        channel,
        method(EXPORT, MethodDescriptor.MethodType.UNARY),
        CallOptions.DEFAULT.withCompression(encoding),
        message);
  }

  /** Sends the messages and ends the stream, or leaves it open; answers the status. */
  static Status stream(Channel channel, List<byte[]> messages, boolean end) throws Exception {
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            method(EXPORT, MethodDescriptor.MethodType.CLIENT_STREAMING), CallOptions.DEFAULT);
    CompletableFuture<Status> closed = new CompletableFuture<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            closed.complete(status);
          }
        },
        new Metadata());
    call.request(1);
    messages.forEach(call::sendMessage);
    if (end) {
      call.halfClose();
    }
    return closed.get(30, TimeUnit.SECONDS);
  }

  private static MethodDescriptor<byte[], byte[]> method(
      String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(name)
        .setRequestMarshaller(RAW)
        .setResponseMarshaller(RAW)
        .build();
  }

  private record Zstd(String name) implements Codec {

    @Override
    public String getMessageEncoding() {
      return name;
    }

    @Override
    public InputStream decompress(InputStream in) throws IOException {
      return new ZstdInputStreamNoFinalizer(in);
    }

    @Override
    public OutputStream compress(OutputStream out) throws IOException {
      return new ZstdOutputStreamNoFinalizer(out);
    }
  }
}
