package io.longpole.query.report;

import io.longpole.proto.query.v1.Evidence;
import io.longpole.proto.query.v1.EvidenceLog;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.Impact;
import io.longpole.proto.query.v1.ListFindingsResponse;
import io.longpole.proto.query.v1.ListSuppressionsResponse;
import io.longpole.proto.query.v1.Suppression;

/** Made-up findings of the shop, and one that is suppressed. */
public final class FindingSamples {

  private FindingSamples() {}

  public static Finding nPlusOne() {
    return Finding.newBuilder()
        .setFingerprint("3f2a9c11d0aa41c2b8a1d2f00c9e77ab")
        .setDetector("n-plus-one")
        .setSeverity("critical")
        .setService("shop")
        .setOperation("GET /checkout")
        .setEndpoint("shop GET /checkout")
        .setSummary(
            "GET /checkout asks `SELECT * FROM items WHERE id = ?` once per row, 12 times, one"
                + " after another.")
        .setSuggestion(
            "Load them in one go: a join, IN (…), or the ORM's batch size; bound the batch.")
        .addTraceIds(Samples.OTHER_TRACE)
        .addTraceIds(Samples.TRACE)
        .setTraceCount(1_234)
        .setOccurrences(1_250)
        .setImpact(
            Impact.newBuilder()
                .setLowNanos(380 * Samples.MS)
                .setHighNanos(440 * Samples.MS)
                .setOnCriticalPath(true))
        .addEvidence(
            Evidence.newBuilder()
                .setTraceId(Samples.TRACE)
                .addSpanIds(Samples.id(10))
                .addSpanIds(Samples.id(11))
                .addLogs(
                    EvidenceLog.newBuilder()
                        .setTimeNanos(Samples.T + 540 * Samples.MS)
                        .setSeverity("WARN")
                        .setBody("slow query: 12 rows, 12 statements")))
        .setDetailsJson(
            "{\"count\":12,\"arguments\":\"distinct\",\"call\":\"SELECT * FROM items WHERE id ="
                + " ?\",\"unionNanos\":456000000}")
        .setFirstSeenUnixNanos(Samples.T - 3_600_000 * Samples.MS)
        .setLastSeenUnixNanos(Samples.T)
        .build();
  }

  public static Finding retry() {
    return Finding.newBuilder()
        .setFingerprint("a1b2c3d4e5f60718293a4b5c6d7e8f90")
        .setDetector("retry")
        .setSeverity("warning")
        .setService("shop")
        .setOperation("GET /checkout")
        .setEndpoint("shop GET /checkout")
        .setSummary("shop calls payment POST /pay 3 times before it succeeds; 260 ms are lost.")
        .setSuggestion(
            "Find why the first attempt fails: PoolExhausted in payment. Retry in one layer, with"
                + " jitter and a budget.")
        .addTraceIds(Samples.TRACE)
        .setTraceCount(31)
        .setOccurrences(31)
        .setImpact(Impact.newBuilder().setHighNanos(260 * Samples.MS).setOnCriticalPath(true))
        .addEvidence(
            Evidence.newBuilder()
                .setTraceId(Samples.TRACE)
                .addSpanIds(Samples.id(30))
                .addSpanIds(Samples.id(31))
                .addSpanIds(Samples.id(32))
                .addLogs(
                    EvidenceLog.newBuilder()
                        .setTimeNanos(Samples.T + 640 * Samples.MS)
                        .setSeverity("ERROR")
                        .setBody("no connection in 90 ms (pool orders, 10 of 10)")))
        .setDetailsJson(
            "{\"attempts\":3,\"wastedNanos\":260000000,\"evidence\":\"structural\",\"succeeded\":true}")
        .setFirstSeenUnixNanos(Samples.T - 60_000 * Samples.MS)
        .setLastSeenUnixNanos(Samples.T)
        .setState("regressed")
        .setStateSinceUnixNanos(Samples.T - 20_000 * Samples.MS)
        .setFirstVersion("2.0.4")
        .setSinceVersion("2.1.0")
        .setLastVersion("2.1.1")
        .build();
  }

  public static Finding offPath() {
    return Finding.newBuilder()
        .setFingerprint("00ff00ff00ff00ff00ff00ff00ff00ff")
        .setDetector("n-plus-one-pattern")
        .setSeverity("info")
        .setService("mail")
        .setOperation("send newsletter")
        .setEndpoint("mail send newsletter")
        .setSummary("send newsletter repeats 2 statements 6 times.")
        .setSuggestion("Load them in one go.")
        .addTraceIds(Samples.OTHER_TRACE)
        .setTraceCount(1)
        .setOccurrences(1)
        .setImpact(Impact.getDefaultInstance())
        .setState("new")
        .setStateSinceUnixNanos(Samples.T)
        .setDetailsJson("{\"repeats\":6,\"patternLength\":2,\"calls\":[\"a\",\"b\"]}")
        .build();
  }

  public static ListFindingsResponse findings() {
    return ListFindingsResponse.newBuilder()
        .addFindings(nPlusOne())
        .addFindings(retry())
        .addFindings(offPath())
        .setCoverage(Samples.coverage())
        .build();
  }

  public static Suppression suppression() {
    return Suppression.newBuilder()
        .setFingerprint("a1b2c3d4e5f60718293a4b5c6d7e8f90")
        .setReason("the payment service is replaced until then")
        .setUntilUnixNanos(Samples.T + 86_400_000 * Samples.MS)
        .setSeverity("warning")
        .build();
  }

  public static ListSuppressionsResponse suppressions() {
    return ListSuppressionsResponse.newBuilder()
        .addSuppressions(
            suppression().toBuilder()
                .setFingerprint("00ff00ff00ff00ff00ff00ff00ff00ff")
                .setSeverity("info")
                .setReason(
                    "nobody waits for it, and it is known for " + "so very ".repeat(9) + "long")
                .setExpired(true))
        .addSuppressions(suppression())
        .build();
  }
}
