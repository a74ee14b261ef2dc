package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** SQL against the published cases of the semantic conventions, Elastic and Datadog. */
class SqlSharedCasesTest {

  private final SqlReader reader = new SqlReader(CallLimits.DEFAULT);

  @TestFactory
  Stream<DynamicTest> textsAndSummariesOfTheConventions() {
    return each(SharedCases.read("otel-db-sql-test-cases.json"))
        .map(test ->
            dynamicTest(
                test.get("name").asText(),
                () -> {
                  JsonNode expected = test.get("expected");
                  SqlText text = reader.read(test.at("/input/query").asText(), SqlDialect.UNKNOWN);
                  List<String> accepted =
                      each(expected.get("db.query.text")).map(JsonNode::asText).toList();
                  assertThat(text.safe()).isIn(accepted);
                  assertThat(text.summary()).isEqualTo(expected.get("db.query.summary").asText());
                }));
  }

  @TestFactory
  Stream<DynamicTest> tokensOfElastic() {
    return each(SharedCases.read("elastic-sql_token_examples.json"))
        .map(test ->
            dynamicTest(
                test.get("name").asText(),
                () -> {
                  SqlTokens tokens = new SqlTokens();
                  tokens.read(test.get("input").asText(), SqlDialect.UNKNOWN, 65_536);
                  List<String> found = new ArrayList<>();
                  for (int i = 0; i < tokens.count(); i++) {
                    if (tokens.type(i) != SqlToken.SPACE) {
                      found.add(kindOf(tokens, i));
                    }
                  }
                  List<String> expected =
                      each(test.path("tokens")).map(SqlSharedCasesTest::expectedKind).toList();
                  assertThat(found).isEqualTo(expected);
                }));
  }

  private static String kindOf(SqlTokens tokens, int index) {
    String text = tokens.text(index);
    return switch (tokens.type(index)) {
      case COMMENT -> "COMMENT " + text;
      case STRING -> "STRING " + text;
      case NUMBER -> "NUMBER " + text;
      case QUOTED -> "WORD " + text.substring(1, text.length() - 1);
      case WORD -> "WORD " + text;
      case PLACEHOLDER, MARK, SPACE -> "MARK " + text;
    };
  }

  private static String expectedKind(JsonNode token) {
    String text = token.get("text").asText();
    String kind =
        switch (token.get("kind").asText()) {
          case "COMMENT", "STRING", "NUMBER" -> token.get("kind").asText();
          case "LPAREN", "RPAREN", "PERIOD", "OTHER" -> "MARK";
          default -> "WORD";
        };
    return kind + " " + text;
  }

  @TestFactory
  Stream<DynamicTest> firstOperationsOfElastic() {
    return each(SharedCases.read("elastic-sql_signature_examples.json"))
        .map(test ->
            dynamicTest(
                "<" + test.get("input").asText() + ">",
                () -> {
                  String summary =
                      reader.read(test.get("input").asText(), SqlDialect.UNKNOWN).summary();
                  assertThat(summary.split(" ")[0])
                      .isEqualTo(test.get("output").asText().split(" ")[0]);
                }));
  }

  @TestFactory
  Stream<DynamicTest> invariantsHoldForDatadogsTexts() {
    return SharedCases.filesBelow("go-sqllexer/testdata").stream()
        .map(file ->
            dynamicTest(
                file.subpath(file.getNameCount() - 3, file.getNameCount()).toString(),
                () ->
                    SqlInvariants.check(
                        SharedCases.json(file).get("input").asText(), dialectOf(file))));
  }

  @Test
  void summariesNameTheTablesOfDatadogsTexts() {
    int tables = 0;
    List<String> missing = new ArrayList<>();
    for (Path file : SharedCases.filesBelow("go-sqllexer/testdata")) {
      JsonNode test = SharedCases.json(file);
      String summary = reader.read(test.get("input").asText(), dialectOf(file)).summary();
      Set<String> found =
          new TreeSet<>(Arrays.asList(unquoted(summary).toLowerCase(Locale.ROOT).split(" ")));
      Set<String> expected = new TreeSet<>();
      for (JsonNode output : test.get("outputs")) {
        each(output.at("/statement_metadata/tables"))
            .forEach(table -> expected.add(unquoted(table.asText())));
      }
      for (String table : expected) {
        tables++;
        if (!found.contains(table.toLowerCase(Locale.ROOT))) {
          missing.add(file.getFileName() + " " + table + ": " + summary);
        }
      }
    }
    assertThat(tables).isGreaterThan(300);
    assertThat(missing).as("of %s tables", tables).hasSizeLessThanOrEqualTo(tables / 100);
  }

  private static String unquoted(String name) {
    return name.replaceAll("[\"`\\[\\]]", "");
  }

  private static SqlDialect dialectOf(Path file) {
    return switch (file.getName(file.getNameCount() - 3).toString()) {
      case "mysql" -> SqlDialect.MYSQL;
      case "postgresql" -> SqlDialect.POSTGRESQL;
      default -> SqlDialect.SQL_SERVER;
    };
  }

  private static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
