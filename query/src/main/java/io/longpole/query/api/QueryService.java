package io.longpole.query.api;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.FlowsView;
import io.longpole.proto.query.v1.GetEvidenceRequest;
import io.longpole.proto.query.v1.GetEvidenceResponse;
import io.longpole.proto.query.v1.GetFindingRequest;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.GetStatusRequest;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.ListFindingsResponse;
import io.longpole.proto.query.v1.ListQueuesRequest;
import io.longpole.proto.query.v1.ListQueuesResponse;
import io.longpole.proto.query.v1.ListServicesRequest;
import io.longpole.proto.query.v1.ListServicesResponse;
import io.longpole.proto.query.v1.ListSuppressionsRequest;
import io.longpole.proto.query.v1.ListSuppressionsResponse;
import io.longpole.proto.query.v1.PredictChangeRequest;
import io.longpole.proto.query.v1.PredictChangeResponse;
import io.longpole.proto.query.v1.Profile;
import io.longpole.proto.query.v1.QueryServiceGrpc;
import io.longpole.proto.query.v1.RemoveSuppressionRequest;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchLogsResponse;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.SuppressFindingRequest;
import io.longpole.proto.query.v1.Suppression;
import io.longpole.proto.query.v1.TraceView;
import io.longpole.query.search.Answers;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** The gRPC face of {@link Answers}. */
final class QueryService extends QueryServiceGrpc.QueryServiceImplBase {

  private final Answers answers;
  private final Supplier<io.longpole.proto.query.v1.Status> status;
  private final AnswerThreads threads;

  QueryService(
      Answers answers, Supplier<io.longpole.proto.query.v1.Status> status, AnswerThreads threads) {
    this.answers = answers;
    this.status = status;
    this.threads = threads;
  }

  @Override
  public void searchTraces(
      SearchTracesRequest request, StreamObserver<SearchTracesResponse> asker) {
    threads.answer(asker, () -> answers.traces(request));
  }

  @Override
  public void getTrace(GetTraceRequest request, StreamObserver<TraceView> asker) {
    threads.answer(
        asker,
        () ->
            answers
                .trace(request)
                .orElseThrow(() -> notFound("No trace has the id " + request.getTraceId() + ".")));
  }

  @Override
  public void getFlows(GetTraceRequest request, StreamObserver<FlowsView> asker) {
    threads.answer(
        asker,
        () ->
            answers
                .flows(request)
                .orElseThrow(() -> notFound("No trace has the id " + request.getTraceId() + ".")));
  }

  @Override
  public void listQueues(ListQueuesRequest request, StreamObserver<ListQueuesResponse> asker) {
    threads.answer(asker, () -> answers.queues(request));
  }

  @Override
  public void searchLogs(SearchLogsRequest request, StreamObserver<SearchLogsResponse> asker) {
    threads.answer(asker, () -> answers.logs(request));
  }

  @Override
  public void listServices(
      ListServicesRequest request, StreamObserver<ListServicesResponse> asker) {
    threads.answer(asker, () -> answers.services(request));
  }

  @Override
  public void listFindings(
      ListFindingsRequest request, StreamObserver<ListFindingsResponse> asker) {
    threads.answer(asker, () -> answers.findings(request));
  }

  @Override
  public void getFinding(GetFindingRequest request, StreamObserver<Finding> asker) {
    threads.answer(
        asker,
        () ->
            answers
                .finding(request)
                .orElseThrow(
                    () -> notFound("No finding has the fingerprint " + request.getFingerprint())));
  }

  @Override
  public void suppressFinding(SuppressFindingRequest request, StreamObserver<Suppression> asker) {
    threads.answer(
        asker,
        () ->
            answers
                .suppress(request)
                .orElseThrow(
                    () -> notFound("No finding has the fingerprint " + request.getFingerprint())));
  }

  @Override
  public void listSuppressions(
      ListSuppressionsRequest request, StreamObserver<ListSuppressionsResponse> asker) {
    threads.answer(asker, () -> answers.suppressions(request));
  }

  @Override
  public void removeSuppression(
      RemoveSuppressionRequest request, StreamObserver<Suppression> asker) {
    threads.answer(
        asker,
        () ->
            answers
                .unsuppress(request)
                .orElseThrow(
                    () -> notFound("No suppressed finding is " + request.getFingerprint())));
  }

  @Override
  public void getReport(GetReportRequest request, StreamObserver<Analysis> asker) {
    threads.answer(asker, () -> answers.report(request));
  }

  @Override
  public void getEvidence(GetEvidenceRequest request, StreamObserver<GetEvidenceResponse> asker) {
    threads.answer(
        asker,
        () ->
            answers
                .evidence(request)
                .orElseThrow(
                    () -> notFound(noSpans(request.getService(), request.getOperation()))));
  }

  @Override
  public void predictChange(
      PredictChangeRequest request, StreamObserver<PredictChangeResponse> asker) {
    threads.answer(
        asker, () -> answers.change(request).orElseThrow(() -> notFound(nothingToChange(request))));
  }

  private static String nothingToChange(PredictChangeRequest request) {
    return request.getFingerprint().isEmpty()
        ? noSpans(request.getService(), request.getOperation())
        : "No finding has the fingerprint " + request.getFingerprint();
  }

  private static String noSpans(String service, String operation) {
    return "No trace has spans of " + service + " " + operation + ".";
  }

  @Override
  public void getProfile(GetProfileRequest request, StreamObserver<Profile> asker) {
    threads.answer(
        asker,
        () -> {
          try {
            return answers.profile(request);
          } catch (NoSuchElementException e) {
            throw notFound(String.valueOf(e.getMessage()));
          }
        });
  }

  @Override
  public void getStatus(
      GetStatusRequest request, StreamObserver<io.longpole.proto.query.v1.Status> asker) {
    threads.answer(asker, status);
  }

  private static StatusRuntimeException notFound(String message) {
    return Status.NOT_FOUND.withDescription(message).asRuntimeException();
  }
}
