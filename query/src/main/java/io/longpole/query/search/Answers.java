package io.longpole.query.search;

import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.FlowsView;
import io.longpole.proto.query.v1.GetEvidenceRequest;
import io.longpole.proto.query.v1.GetEvidenceResponse;
import io.longpole.proto.query.v1.GetFindingRequest;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.GetReportRequest;
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
import io.longpole.proto.query.v1.RemoveSuppressionRequest;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchLogsResponse;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.SuppressFindingRequest;
import io.longpole.proto.query.v1.Suppression;
import io.longpole.proto.query.v1.TraceView;
import java.util.Optional;

/**
 * The questions that the query API serves; Search answers them from index and trace log.
 *
 * <p>Every method may be called by many threads at once and may block. A request that makes no
 * sense is an IllegalArgumentException whose message says what is wrong and what is expected; it is
 * shown to the asker as it is.
 */
public interface Answers {

  SearchTracesResponse traces(SearchTracesRequest request);

  /** Empty if no trace has that id. */
  Optional<TraceView> trace(GetTraceRequest request);

  /** The flows through a trace; empty if no trace has that id. */
  Optional<FlowsView> flows(GetTraceRequest request);

  ListQueuesResponse queues(ListQueuesRequest request);

  SearchLogsResponse logs(SearchLogsRequest request);

  ListServicesResponse services(ListServicesRequest request);

  ListFindingsResponse findings(ListFindingsRequest request);

  /** Empty if no finding has that fingerprint; an ambiguous prefix is an illegal argument. */
  Optional<Finding> finding(GetFindingRequest request);

  /** Empty if no finding has that fingerprint; an ambiguous prefix is an illegal argument. */
  Optional<Suppression> suppress(SuppressFindingRequest request);

  ListSuppressionsResponse suppressions(ListSuppressionsRequest request);

  /** What was removed; empty if no suppression has that fingerprint. */
  Optional<Suppression> unsuppress(RemoveSuppressionRequest request);

  Analysis report(GetReportRequest request);

  /** Empty if no trace has that operation. */
  Optional<GetEvidenceResponse> evidence(GetEvidenceRequest request);

  /** Empty if no finding has that fingerprint, or no trace that operation. */
  Optional<PredictChangeResponse> change(PredictChangeRequest request);

  /** A NoSuchElementException says which endpoints there are, if not the one asked for. */
  Profile profile(GetProfileRequest request);
}
