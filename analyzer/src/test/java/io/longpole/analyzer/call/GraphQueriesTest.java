package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.Effect;
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
        "neo4j | MATCH (n:Item) SET n.sold = 7 | WRITE",
        "neo4j | match (n:Item) detach delete n | WRITE",
        "memgraph | MERGE (n:Item {id: 7}) RETURN n | WRITE",
        "neo4j | CALL db.labels() | WRITE",
        "arangodb | FOR u IN users FILTER u.id == 7 RETURN u | READ",
        "arangodb | FOR u IN users UPDATE u WITH {a: 1} IN users | WRITE",
        "other | MATCH (n:Item) RETURN n | WRITE",
      })
  void aQueryReadsUnlessOneOfItsWordsWrites(String system, String text, Effect effect) {
    assertThat(OneCall.sql(system, text).effect()).isEqualTo(effect);
  }
}
