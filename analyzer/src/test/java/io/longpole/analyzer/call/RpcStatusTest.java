package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RpcStatusTest {

  @ParameterizedTest
  @CsvSource({
    "0, OK",
    "1, CANCELLED",
    "2, UNKNOWN",
    "3, INVALID_ARGUMENT",
    "4, DEADLINE_EXCEEDED",
    "5, NOT_FOUND",
    "6, ALREADY_EXISTS",
    "7, PERMISSION_DENIED",
    "8, RESOURCE_EXHAUSTED",
    "9, FAILED_PRECONDITION",
    "10, ABORTED",
    "11, OUT_OF_RANGE",
    "12, UNIMPLEMENTED",
    "13, INTERNAL",
    "14, UNAVAILABLE",
    "15, DATA_LOSS",
    "16, UNAUTHENTICATED",
    "unavailable, UNAVAILABLE",
    "Deadline_Exceeded, DEADLINE_EXCEEDED",
    "canceled, CANCELLED",
    "cancelled, CANCELLED",
  })
  void numbersAndNamesInAnyCaseAreOneStatus(String status, String name) {
    assertThat(RpcStatus.nameOf(status)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"17", "99", "100", "014", "-1", "-32601", "4294967300"})
  void numbersOfOtherSystemsStay(String status) {
    assertThat(RpcStatus.nameOf(status)).isEqualTo(status);
    assertThat(OneCall.outcome(StatusCode.ERROR, "rpc.jsonrpc.error_code", status))
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void connectSpellsACancellationWithOneL() {
    assertThat(OneCall.outcome(StatusCode.ERROR, "rpc.connect_rpc.error_code", "canceled"))
        .isEqualTo(Outcome.CANCELLED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NOT_FOUND | NOT_FOUND",
        "NOT_FOUND, no such item | NOT_FOUND",
        "5 NOT_FOUND: no such item | NOT_FOUND",
        "13 INTERNAL: Received RST_STREAM with code 2 | INTERNAL",
        "DATA_LOSS: half of it | DATA_LOSS",
        "INTERNAL; retry later | INTERNAL",
        "INTERNAL. | INTERNAL",
        "NOT_FOUNDER | ''",
        "NOT_FOUND_HERE, sorry | ''",
        "not_found, no such item | ''",
        "ERROR: relation does not exist | ''",
        "item NOT_FOUND | ''",
        "42 | ''",
        "'' | ''",
      })
  void aDescriptionStartsWithTheWholeNameOfAStatus(String description, String status) {
    assertThat(RpcStatus.prefixOf(description)).isEqualTo(status);
    Calls calls =
        OneCall.described(
            SpanKind.CLIENT, "x", StatusCode.ERROR, description, "rpc.system", "grpc");
    assertThat(calls.statusCode(0)).isEqualTo(status);
    assertThat(calls.outcome(0)).isEqualTo(status.isEmpty() ? Outcome.RETRYABLE : Outcome.FAILED);
  }
}
