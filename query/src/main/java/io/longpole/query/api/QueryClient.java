package io.longpole.query.api;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.DeadLetter;
import io.longpole.proto.query.v1.DeadLetterOutcome;
import io.longpole.proto.query.v1.DeadLetterSelection;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.FlowsView;
import io.longpole.proto.query.v1.GetDeadLetterRequest;
import io.longpole.proto.query.v1.GetEvidenceRequest;
import io.longpole.proto.query.v1.GetEvidenceResponse;
import io.longpole.proto.query.v1.GetFindingRequest;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.GetStatusRequest;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListDeadLettersRequest;
import io.longpole.proto.query.v1.ListDeadLettersResponse;
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
import io.longpole.proto.query.v1.RemoveSuppressionRequest;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchLogsResponse;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.Status;
import io.longpole.proto.query.v1.SuppressFindingRequest;
import io.longpole.proto.query.v1.Suppression;
import io.longpole.proto.query.v1.TraceView;
import java.time.Duration;

/**
 * Asks a running server, one question at a time; every method throws {@link QueryException} when
 * there is no answer.
 *
 * <p>It speaks gRPC-Web over a plain HTTP/1.1 connection of the JDK: a command that lives for a
 * quarter of a second cannot afford to start a gRPC channel (RATIONALE.md has the figures).
 */
public final class QueryClient {

  private static final String QUERIES = "longpole.query.v1.QueryService";
  private static final String LETTERS = "longpole.query.v1.DeadLetterService";
  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MAINTENANCE_TIMEOUT = Duration.ofSeconds(130);

  private final String server;

  /**
   * A client of the server at "HOST:PORT", "HOST" or ":PORT"; nothing is connected yet.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public QueryClient(String server) {
    this.server = ServerAddress.parse(server);
  }

  public SearchTracesResponse traces(SearchTracesRequest request) {
    return query("SearchTraces", request, SearchTracesResponse.parser());
  }

  public TraceView trace(GetTraceRequest request) {
    return query("GetTrace", request, TraceView.parser());
  }

  public FlowsView flows(GetTraceRequest request) {
    return query("GetFlows", request, FlowsView.parser());
  }

  public ListQueuesResponse queues(ListQueuesRequest request) {
    return query("ListQueues", request, ListQueuesResponse.parser());
  }

  public SearchLogsResponse logs(SearchLogsRequest request) {
    return query("SearchLogs", request, SearchLogsResponse.parser());
  }

  public ListServicesResponse services(ListServicesRequest request) {
    return query("ListServices", request, ListServicesResponse.parser());
  }

  public ListFindingsResponse findings(ListFindingsRequest request) {
    return query("ListFindings", request, ListFindingsResponse.parser());
  }

  public Finding finding(GetFindingRequest request) {
    return query("GetFinding", request, Finding.parser());
  }

  public Suppression suppress(SuppressFindingRequest request) {
    return query("SuppressFinding", request, Suppression.parser());
  }

  public ListSuppressionsResponse suppressions() {
    return query(
        "ListSuppressions",
        ListSuppressionsRequest.getDefaultInstance(),
        ListSuppressionsResponse.parser());
  }

  public Suppression unsuppress(RemoveSuppressionRequest request) {
    return query("RemoveSuppression", request, Suppression.parser());
  }

  public Analysis report(GetReportRequest request) {
    return query("GetReport", request, Analysis.parser());
  }

  public GetEvidenceResponse evidence(GetEvidenceRequest request) {
    return query("GetEvidence", request, GetEvidenceResponse.parser());
  }

  public PredictChangeResponse change(PredictChangeRequest request) {
    return query("PredictChange", request, PredictChangeResponse.parser());
  }

  public Profile profile(GetProfileRequest request) {
    return query("GetProfile", request, Profile.parser());
  }

  public Status status() {
    return query("GetStatus", GetStatusRequest.getDefaultInstance(), Status.parser());
  }

  public ListDeadLettersResponse deadLetters(ListDeadLettersRequest request) {
    return letters("ListDeadLetters", request, ListDeadLettersResponse.parser());
  }

  public DeadLetter deadLetter(GetDeadLetterRequest request) {
    return letters("GetDeadLetter", request, DeadLetter.parser());
  }

  public DeadLetterOutcome replay(DeadLetterSelection selection) {
    return letters("ReplayDeadLetters", selection, DeadLetterOutcome.parser());
  }

  public DeadLetterOutcome drop(DeadLetterSelection selection) {
    return letters("DropDeadLetters", selection, DeadLetterOutcome.parser());
  }

  private <T> T query(String method, MessageLite request, Parser<T> parser) {
    return new GrpcWebCall(server, QUERIES + "/" + method, QUERY_TIMEOUT).ask(request, parser);
  }

  private <T> T letters(String method, MessageLite request, Parser<T> parser) {
    return new GrpcWebCall(server, LETTERS + "/" + method, MAINTENANCE_TIMEOUT)
        .ask(request, parser);
  }
}
