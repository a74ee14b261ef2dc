package io.longpole.analyzer.assembly;

import static io.longpole.analyzer.TraceFixture.node;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Resolvers of GraphQL fields whose parents are long over. */
class ResolversTest {

  private static final String[] QUERY = {
    "POST /graphql 0-50 server",
    "  query Books 2-45",
    "    resolve books 2-8 graphql.field.path=books",
    "      select book 3-8 client db.system=postgresql",
    "      resolve title 7-7 graphql.field.path=books.0.title",
    "      resolve author 9-22 graphql.field.path=books.0.author",
    "        select author 9-21 client db.system=postgresql",
    "        resolve name 23-23 graphql.field.path=books.0.author.name"
  };

  private static String parent(Trace trace, String name) {
    return trace.span(trace.parent(node(trace, name))).name();
  }

  @Test
  void aFieldThatGoesOnIsWaitedForByTheOperation() {
    Trace trace = trace(QUERY);
    assertThat(parent(trace, "resolve author")).isEqualTo("query Books");
    assertThat(parent(trace, "resolve name")).isEqualTo("query Books");
    assertThat(parent(trace, "select author")).isEqualTo("resolve author");
  }

  @Test
  void whatIsOverBeforeStaysAndSoDoesWhatIsNoField() {
    Trace trace = trace(QUERY);
    assertThat(parent(trace, "resolve title")).isEqualTo("resolve books");
    assertThat(parent(trace, "select book")).isEqualTo("resolve books");
    trace =
        trace("web 0-50", "  resolve books 2-8 graphql.field.path=books", "    refresh cache 9-30");
    assertThat(parent(trace, "refresh cache")).isEqualTo("resolve books");
  }

  @Test
  void aFieldIsLiftedBySixtyFourLevels() {
    List<String> lines = new ArrayList<>(List.of("query 0-500"));
    for (int i = 1; i <= 66; i++) {
      lines.add("  ".repeat(i) + "field%d %d-%d graphql.field.path=a".formatted(i, i, 100 + i));
    }
    Trace trace = trace(lines.toArray(String[]::new));
    assertThat(parent(trace, "field64")).isEqualTo("query");
    assertThat(parent(trace, "field66")).isEqualTo("field1");
  }

  @Test
  void whatEndsWithTheFieldAroundItStays() {
    Trace trace =
        trace(
            "query Books 2-45",
            "  resolve books 2-8 graphql.field.path=books",
            "    resolve title 7-8 graphql.field.path=books.0.title");
    assertThat(parent(trace, "resolve title")).isEqualTo("resolve books");
  }

  @Test
  void aFieldStaysBelowWhatIsNoFieldOfItsService() {
    Trace trace =
        trace(
            "query Books 2-45",
            "  load books 2-8",
            "    resolve author 9-22 graphql.field.path=books.0.author",
            "  resolve shops 2-8 graphql.field.path=shops",
            "    resolve town 9-22 graphql.field.path=town @towns");
    assertThat(parent(trace, "resolve author")).isEqualTo("load books");
    assertThat(parent(trace, "resolve town")).isEqualTo("resolve shops");
  }

  @Test
  void belowAFieldWithoutOperationItStays() {
    Trace trace =
        trace(
            "resolve books 2-8 graphql.field.path=books",
            "  resolve author 9-22 graphql.field.path=books.0.author");
    assertThat(parent(trace, "resolve author")).isEqualTo("resolve books");
  }
}
