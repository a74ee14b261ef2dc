package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What attributes say of attempts, at the edges of what can be read. */
class AttemptsTest {

  private static Call get(String name, Object value) {
    return OneCall.client("GET", "http.request.method", "GET", name, value);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 40, Integer.MAX_VALUE})
  void anOrdinalMayBeOfAnySize(int ordinal) {
    assertThat(get("http.request.resend_count", ordinal).attempt().ordinal()).hasValue(ordinal);
  }

  @Test
  void anOrdinalThatIsNoIntIsTheLargest() {
    assertThat(get("retry_count", 3_000_000_000L).attempt().ordinal()).hasValue(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max=3; attempt=2 | 1",
        "attempt=3,max=5 | 2",
        "attempt=3 max=5 | 2",
        "attempt=3:5 | 2",
        "attempt=123456789; max=3 | 123456788",
        "attempt=; max=3 | -1",
        "attempt=x | -1",
        "attempt=0 | -1",
        // No number of attempts, and beyond 64 bits it would look like 2.
        "attempt=1234567890; max=3 | -1",
        "attempt=18446744073709551618; max=3 | -1",
        // The digits are of a time.
        "ttl=20261121T101112Z; max=3 | -1",
      })
  void theHeaderOfAwsIsReadUpToTheEndOfItsNumber(String header, int ordinal) {
    assertThat(get("amz-sdk-request", header).attempt().ordinal().orElse(-1)).isEqualTo(ordinal);
  }

  @Test
  void aRetryThatNeverReachedTheApplicationMayHaveNoOrdinal() {
    Call call = OneCall.client("Attempt.shop.Cart.Get", "transparent-retry", true);
    assertThat(call.attempt()).isEqualTo(new Call.Attempt(OptionalInt.empty(), true, 0, 0));
  }

  @Test
  void aFirstAttemptThatIsToldIsKept() {
    Call call =
        OneCall.client(
            "q",
            "db.system",
            "cassandra",
            "cassandra.speculative_execution.count",
            1,
            "retry_count",
            0);
    assertThat(call.attempt()).isEqualTo(new Call.Attempt(OptionalInt.of(0), false, 0, 1));
  }

  @Test
  void speculativeExecutionsAreToldBesideTheOrdinal() {
    Call none =
        OneCall.client("q", "db.system", "cassandra", "cassandra.speculative_execution.count", 2);
    assertThat(none.attempt()).isEqualTo(new Call.Attempt(OptionalInt.empty(), false, 0, 2));
    Call second =
        OneCall.client(
            "q",
            "db.system",
            "cassandra",
            "cassandra.speculative_execution.count",
            2,
            "retry_count",
            1);
    assertThat(second.attempt()).isEqualTo(new Call.Attempt(OptionalInt.of(1), false, 0, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http.request.resend_count | 2 | 2",
        "http.resend_count | 2 | 2",
        "http.retry_count | 2 | 2",
        "previous-rpc-attempts | 0 | 0",
        "rpc.request.metadata.grpc-previous-rpc-attempts | 3 | 3",
        "rpc.grpc.request.metadata.grpc-previous-rpc-attempts | 3 | 3",
        "retry_count | 1 | 1",
        "x-envoy-attempt-count | 1 | 0",
        "http.request.header.x-envoy-attempt-count | 4 | 3",
        "amz-sdk-request | attempt=1; max=3 | 0",
        "http.request.header.amz-sdk-request | ttl=x; attempt=12; max=30 | 11",
        "amz-sdk-request | max=3 | -1",
        "x-envoy-attempt-count | 0 | -1",
        "x | 7 | -1",
        "http.request.resend_count | x | -1",
      })
  void attributesTellTheOrdinalOfAnAttempt(String name, String value, int ordinal) {
    Call call = OneCall.client("GET", "http.request.method", "GET", name, value);
    assertThat(call.attempt().ordinal().orElse(-1)).isEqualTo(ordinal);
  }

  @Test
  void speculativeExecutionsAreCounted() {
    Call call =
        OneCall.client(
            "q", "db.system", "cassandra", "db.cassandra.speculative_execution_count", 2);
    assertThat(call.attempt().speculative()).isEqualTo(2);
    assertThat(OneCall.client("q").attempt()).isEqualTo(Call.Attempt.UNKNOWN);
  }
}
