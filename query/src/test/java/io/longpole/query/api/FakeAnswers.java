package io.longpole.query.api;

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
import io.longpole.query.search.Answers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Gives prepared answers and remembers the questions. */
public final class FakeAnswers implements Answers {

  /** Every request, in the order of arrival. */
  public final List<Object> asked = Collections.synchronizedList(new ArrayList<>());

  public volatile Function<SearchTracesRequest, SearchTracesResponse> traces =
      request -> SearchTracesResponse.getDefaultInstance();
  public volatile Optional<TraceView> trace = Optional.empty();
  public volatile Optional<FlowsView> flows = Optional.empty();
  public volatile ListQueuesResponse queues = ListQueuesResponse.getDefaultInstance();
  public volatile SearchLogsResponse logs = SearchLogsResponse.getDefaultInstance();
  public volatile ListServicesResponse services = ListServicesResponse.getDefaultInstance();
  public volatile ListFindingsResponse findings = ListFindingsResponse.getDefaultInstance();
  public volatile Optional<Finding> finding = Optional.empty();
  public volatile Optional<Suppression> suppression = Optional.empty();
  public volatile ListSuppressionsResponse suppressions =
      ListSuppressionsResponse.getDefaultInstance();
  public volatile Optional<PredictChangeResponse> change = Optional.empty();
  public volatile Optional<GetEvidenceResponse> evidence = Optional.empty();
  public volatile Analysis report = Analysis.getDefaultInstance();
  public volatile Function<GetProfileRequest, Profile> profile =
      request -> Profile.getDefaultInstance();

  @Override
  public SearchTracesResponse traces(SearchTracesRequest request) {
    asked.add(request);
    return traces.apply(request);
  }

  @Override
  public Optional<TraceView> trace(GetTraceRequest request) {
    asked.add(request);
    return trace;
  }

  @Override
  public Optional<FlowsView> flows(GetTraceRequest request) {
    asked.add(request);
    return flows;
  }

  @Override
  public ListQueuesResponse queues(ListQueuesRequest request) {
    asked.add(request);
    return queues;
  }

  @Override
  public SearchLogsResponse logs(SearchLogsRequest request) {
    asked.add(request);
    return logs;
  }

  @Override
  public ListServicesResponse services(ListServicesRequest request) {
    asked.add(request);
    return services;
  }

  @Override
  public ListFindingsResponse findings(ListFindingsRequest request) {
    asked.add(request);
    return findings;
  }

  @Override
  public Optional<Finding> finding(GetFindingRequest request) {
    asked.add(request);
    return finding;
  }

  @Override
  public Optional<Suppression> suppress(SuppressFindingRequest request) {
    asked.add(request);
    return suppression;
  }

  @Override
  public ListSuppressionsResponse suppressions(ListSuppressionsRequest request) {
    asked.add(request);
    return suppressions;
  }

  @Override
  public Optional<Suppression> unsuppress(RemoveSuppressionRequest request) {
    asked.add(request);
    return suppression;
  }

  @Override
  public Optional<GetEvidenceResponse> evidence(GetEvidenceRequest request) {
    asked.add(request);
    return evidence;
  }

  @Override
  public Optional<PredictChangeResponse> change(PredictChangeRequest request) {
    asked.add(request);
    return change;
  }

  @Override
  public Profile profile(GetProfileRequest request) {
    asked.add(request);
    return profile.apply(request);
  }

  @Override
  public Analysis report(GetReportRequest request) {
    asked.add(request);
    return report;
  }
}
