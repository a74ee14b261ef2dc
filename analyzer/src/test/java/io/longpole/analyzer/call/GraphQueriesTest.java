package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphQueriesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "neo4j | MATCH (n:Item {id: $id}) RETURN n | READ",
        "neo4j | OPTIONAL MATCH (n)-[:SOLD]->(m) WITH m RETURN count(m) | READ",
        "neo4j | MATCH (n:Item) WHERE n.name = 'delete me' RETURN n | READ",
        "neo4j | MATCH (n:Set) RETURN n.create | READ",
        "neo4j | MATCH (n:Item {set: 7}) RETURN n.name AS `create` | READ",
        "neo4j | MATCH (n) CALL (n) { MATCH (n)-->(m) RETURN m } RETURN m | READ",
        "neo4j | MATCH (n) CALL { WITH n MATCH (n)-->(m) RETURN m } RETURN m | READ",
        "neo4j | MATCH (n) CALL { CREATE (m:Item) RETURN m } RETURN m | WRITE",
        "neo4j | MATCH (n) RETURN replace(n.name, 'a', 'b') | READ",
        "neo4j | LOAD CSV FROM 'items.csv' AS row RETURN row | READ",
        "neo4j | LOAD CSV FROM 'items.csv' AS row CREATE (n:Item {id: row[0]}) | WRITE",
        "neo4j | MATCH (n:Item) REMOVE n.sold | WRITE",
        "neo4j | DROP INDEX item_ids | WRITE",
        "neo4j | MATCH (a)-->(b)<--(c) SET b.sold = 7 | WRITE",
        "memgraph | MATCH (n:Item {id: 7}) RETURN n | READ",
        "neo4j | MATCH (n:Item) SET n.sold = 7 | WRITE",
        "neo4j | match (n:Item) detach delete n | WRITE",
        "memgraph | MERGE (n:Item {id: 7}) RETURN n | WRITE",
        "neo4j | CALL db.labels() | WRITE",
        "arangodb | FOR u IN users FILTER u.id == 7 RETURN u | READ",
        "arangodb | FOR u IN users UPDATE u WITH {a: 1} IN users | WRITE",
        "arangodb | FOR u IN users RETURN REMOVE_VALUE(u.all, 7) | READ",
        "arangodb | INSERT {a: 1} INTO users | WRITE",
        "arangodb | FOR u IN users REPLACE u WITH {a: 1} IN users | WRITE",
        "arangodb | UPSERT @one IN users | WRITE",
        "other | MATCH (n:Item) RETURN n | WRITE",
      })
  void aQueryReadsUnlessOneOfItsWordsWrites(String system, String text, Effect effect) {
    assertThat(OneCall.sql(system, text).effect()).isEqualTo(effect);
  }

  @Test
  void aLabelIsPartOfTheKey() {
    Call items = OneCall.sql("neo4j", "MATCH (n:Item {id: $id}) RETURN n");
    assertThat(items.text()).isEqualTo("match(n : item { id : ? }) return n");
    assertThat(OneCall.sql("neo4j", "MATCH (n:Order {id: $id}) RETURN n").key())
        .isNotEqualTo(items.key());
  }

  @Test
  void valuesInEitherQuotesAreHidden() {
    assertThat(Secrets.query("MATCH (n {mail: \"ann\\\"@x\", name: 'O\\'H'}) RETURN n", "neo4j"))
        .isEqualTo("MATCH (n {mail: ?, name: ?}) RETURN n");
    assertThat(Secrets.query("RETURN {\"a\": 7} // \"b\"", "arangodb")).isEqualTo("RETURN {?: ?} ");
    for (String system : new String[] {"arangodb", "other_sql"}) {
      assertThat(Secrets.query("{\"query\": \"RETURN 7\"}", system)).isEqualTo("{query: ?}");
    }
  }

  @Test
  void anArrowIsNoComment() {
    Call bought = OneCall.sql("neo4j", "MATCH (a)-->(b) RETURN b /* all /* of */ LIMIT 7");
    assertThat(bought.text()).isEqualTo("match(a) - -> (b) return b LIMIT ?");
    assertThat(bought.arguments().known()).isTrue();
  }

  @Test
  void parametersHideTheArguments() {
    assertThat(OneCall.sql("neo4j", "MATCH (a {id: $id}) RETURN a").arguments().known()).isFalse();
    assertThat(OneCall.sql("arangodb", "FOR u IN @@users RETURN u").arguments().known()).isFalse();
  }
}
