package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How calls of databases ended, by their codes. */
class DatabaseOutcomesTest {

  @ParameterizedTest
  @CsvSource({
    "40001, RETRYABLE",
    "40P01, RETRYABLE",
    "55P03, RETRYABLE",
    "1205, RETRYABLE",
    "1213, RETRYABLE",
    "1222, RETRYABLE",
    "57014, TIMEOUT",
    "HYT00, TIMEOUT",
    "HYT01, TIMEOUT",
    "3024, TIMEOUT",
    "-2, TIMEOUT",
    "23505, FAILED",
    "ORA-00001, FAILED"
  })
  void databaseCodes(String code, Outcome expected) {
    assertThat(OneCall.outcome(StatusCode.ERROR, "db.response.status_code", code))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "canceling statement due to statement timeout | TIMEOUT",
        "ERROR: canceling statement due to user request (SQLSTATE 57014) | CANCELLED",
      })
  void aCancelledStatementSaysWhoCancelledIt(String description, Outcome expected) {
    for (String name : List.of("db.response.status_code", "pgx.sql_state")) {
      Calls calls =
          OneCall.described(
              SpanKind.CLIENT,
              "q",
              StatusCode.ERROR,
              description,
              "db.system",
              "h2",
              name,
              "57014");
      assertThat(calls.outcome(0)).isEqualTo(expected);
    }
  }

  /** The PostgreSQL driver of Java has no vendor codes, so that all of its errors have this one. */
  @Test
  void theCodeZeroOfADatabaseIsNone() {
    String message = "ERROR: canceling statement due to statement timeout";
    Calls calls =
        OneCall.described(
            SpanKind.CLIENT,
            "q",
            StatusCode.ERROR,
            message,
            "db.system.name",
            "postgresql",
            "db.response.status_code",
            "0");
    assertThat(calls.outcome(0)).isEqualTo(Outcome.TIMEOUT);
    assertThat(calls.statusCode(0)).isEmpty();
    assertThat(
            OneCall.outcome(
                StatusCode.ERROR,
                "db.system.name",
                "postgresql",
                "db.response.status_code",
                "0",
                "db.operation.name",
                "SELECT"))
        .isEqualTo(Outcome.RETRYABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "elasticsearch, 503, RETRYABLE",
    "elasticsearch, 429, RETRYABLE",
    "opensearch, 504, TIMEOUT",
    "opensearch, 404, FAILED",
    "cosmosdb, 429, RETRYABLE",
    "azure.cosmosdb, 408, TIMEOUT",
    "couchdb, 401, AUTH",
    "solr, 503, RETRYABLE",
    "dynamodb, 408, TIMEOUT",
    "mysql, 503, FAILED",
    "couchbase, 429, FAILED",
    "elasticsearch, x429, FAILED",
  })
  void databasesThatAreAskedOverHttpHaveItsCodes(String system, String code, Outcome expected) {
    for (String name : List.of("db.response.status_code", "db.cosmosdb.status_code")) {
      assertThat(OneCall.outcome(StatusCode.ERROR, "db.system", system, name, code))
          .isEqualTo(expected);
      assertThat(OneCall.outcome(StatusCode.UNSET, "db.system", system, name, code))
          .isEqualTo(Outcome.OK);
    }
  }

  @Test
  void aDatabaseCodeWithoutAnErrorIsNone() {
    assertThat(OneCall.outcome(StatusCode.UNSET, "db.response.status_code", "01000"))
        .isEqualTo(Outcome.OK);
    assertThat(OneCall.outcome(StatusCode.UNSET, "db.response.status_code", "HYT00"))
        .isEqualTo(Outcome.OK);
  }
}
