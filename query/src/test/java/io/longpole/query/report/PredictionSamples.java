package io.longpole.query.report;

import io.longpole.analyzer.whatif.Prediction;
import io.longpole.proto.query.v1.DurationQuantiles;
import io.longpole.proto.query.v1.EvidenceBelow;
import io.longpole.proto.query.v1.EvidenceChild;
import io.longpole.proto.query.v1.EvidencePair;
import io.longpole.proto.query.v1.GetEvidenceResponse;
import io.longpole.proto.query.v1.PredictChangeResponse;
import io.longpole.proto.query.v1.PredictedEndpoint;

/** Made-up orders of calls, and what a change would bring. */
public final class PredictionSamples {

  private PredictionSamples() {}

  /** What was learned below shop GET /checkout. */
  public static GetEvidenceResponse evidence() {
    return GetEvidenceResponse.newBuilder()
        .setService("shop")
        .setOperation("GET /checkout")
        .setEvidenceTraces(1_200)
        .addVersions(
            EvidenceBelow.newBuilder()
                .setServiceVersion("1.4.2")
                .addChildren(child("shop price (client)", 1_200, 0, "sync"))
                .addChildren(child("shop pay (client)", 1_180, 3, "sync"))
                .addChildren(child("shop flush (internal)", 900, 880, "async"))
                .addChildren(child("shop rare\u001b[31m (client)", 3, 0, "unknown"))
                .addPairs(pair("shop price (client)", 700.5, 479.5, "refuted"))
                .addPairs(pair("shop stock (client)", 1_180, 0, "proven"))
                .addPairs(pair("shop rare\u001b[31m (client)", 3, 0, "unknown")))
        .build();
  }

  private static EvidenceChild.Builder child(
      String name, long traces, long outliving, String ending) {
    return EvidenceChild.newBuilder()
        .setChild(name)
        .setTraces(traces)
        .setOutliving(outliving)
        .setEnding(ending);
  }

  private static EvidencePair.Builder pair(
      String first, double waited, double refuted, String state) {
    return EvidencePair.newBuilder()
        .setFirst(first)
        .setSecond("shop pay (client)")
        .setWaited(waited)
        .setRefuted(refuted)
        .setRefutingTraces((long) refuted)
        .setState(state);
  }

  /** What mending the retries would bring. */
  public static PredictChangeResponse prediction() {
    return PredictChangeResponse.newBuilder()
        .setFinding(FindingSamples.retry())
        .addEndpoints(
            PredictedEndpoint.newBuilder()
                .setEndpoint("shop GET /checkout")
                .setTraces(2_000)
                .setTracesInWindow(51_234)
                .setAffected(310)
                .setBefore(quantiles(180 * Samples.MS, 412 * Samples.MS, 690 * Samples.MS))
                .setAfter(quantiles(175 * Samples.MS, 265 * Samples.MS, 480 * Samples.MS))
                .setAfterCarefully(quantiles(180 * Samples.MS, 412 * Samples.MS, 690 * Samples.MS))
                .setMeanSavingNanos(21 * Samples.MS)
                .setConfidence("high")
                .setProvenShare(0.98)
                .setEvidenceTraces(1_200))
        .setAssumptions(Prediction.ASSUMPTIONS)
        .setMessage("endpoints with fewer such traces, left out: 2")
        .build();
  }

  private static DurationQuantiles quantiles(long p50, long p95, long p99) {
    return DurationQuantiles.newBuilder()
        .setP50Nanos(p50)
        .setP95Nanos(p95)
        .setP99Nanos(p99)
        .build();
  }
}
