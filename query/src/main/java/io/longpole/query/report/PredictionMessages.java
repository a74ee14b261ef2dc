package io.longpole.query.report;

import io.longpole.analyzer.whatif.BestChanges;
import io.longpole.analyzer.whatif.FixWhatIf;
import io.longpole.analyzer.whatif.Prediction;
import io.longpole.proto.query.v1.DurationQuantiles;
import io.longpole.proto.query.v1.PredictedEndpoint;
import io.longpole.proto.query.v1.TraceChange;

/** Predictions for endpoints as messages of the query API. */
public final class PredictionMessages {

  private PredictionMessages() {}

  /** What an endpoint would gain if a problem were mended. */
  public static PredictedEndpoint of(FixWhatIf.Gain gain) {
    return builder(gain.hopeful()).setAfterCarefully(quantiles(gain.careful().after())).build();
  }

  /** A change of one trace. */
  public static TraceChange of(BestChanges.Best best) {
    return TraceChange.newBuilder()
        .setChange(best.kind().text())
        .setService(WellFormed.of(best.service()))
        .setOperation(WellFormed.of(best.operation()))
        .setDetector(best.detector())
        .setSpans(best.spans())
        .setOriginalNanos(best.predicted().originalNanos())
        .setPredictedNanos(best.predicted().predictedNanos())
        .setSavingLowNanos(best.predicted().savingLowNanos())
        .setSavingHighNanos(best.predicted().savingHighNanos())
        .build();
  }

  public static PredictedEndpoint of(Prediction.OfEndpoint endpoint) {
    return builder(endpoint).build();
  }

  private static PredictedEndpoint.Builder builder(Prediction.OfEndpoint endpoint) {
    return PredictedEndpoint.newBuilder()
        .setEndpoint(WellFormed.of(endpoint.endpoint()))
        .setTraces(endpoint.traces())
        .setTracesInWindow(endpoint.tracesInWindow())
        .setAffected(endpoint.affected())
        .setBefore(quantiles(endpoint.before()))
        .setAfter(quantiles(endpoint.after()))
        .setMeanSavingNanos(endpoint.meanSavingNanos())
        .setConfidence(endpoint.confidence().text())
        .setProvenShare(Math.floor(endpoint.provenShare() * 1e4) / 1e4)
        .setEvidenceTraces(endpoint.evidenceTraces());
  }

  private static DurationQuantiles quantiles(Prediction.Quantiles quantiles) {
    DurationQuantiles.Builder message = DurationQuantiles.newBuilder().setP50Nanos(quantiles.p50());
    quantiles.p95().ifPresent(message::setP95Nanos);
    quantiles.p99().ifPresent(message::setP99Nanos);
    return message.build();
  }
}
