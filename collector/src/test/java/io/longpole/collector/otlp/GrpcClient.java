package io.longpole.collector.otlp;

import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;

/** grpc-java against a port of the server. */
final class GrpcClient implements AutoCloseable {

  final ManagedChannel channel;
  final TraceServiceGrpc.TraceServiceBlockingStub traces;
  final LogsServiceGrpc.LogsServiceBlockingStub logs;
  final MetricsServiceGrpc.MetricsServiceBlockingStub metrics;

  GrpcClient(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    traces = TraceServiceGrpc.newBlockingStub(channel);
    logs = LogsServiceGrpc.newBlockingStub(channel);
    metrics = MetricsServiceGrpc.newBlockingStub(channel);
  }

  static Status details(StatusRuntimeException e) {
    Status status = StatusProto.fromThrowable(e);
    if (status == null) {
      throw new AssertionError("no details in " + e);
    }
    return status;
  }

  static boolean hasRetryInfo(StatusRuntimeException e) {
    return details(e).getDetailsList().stream().anyMatch(detail -> detail.is(RetryInfo.class));
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
