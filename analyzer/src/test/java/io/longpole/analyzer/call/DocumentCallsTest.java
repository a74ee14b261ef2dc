package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of document databases, and what only looks like one. */
class DocumentCallsTest {

  @Test
  void documentsAreKeyedByCollectionCommandAndShape() {
    Call one = mongo("{\"find\":\"items\",\"filter\":{\"_id\":{\"$in\":[1,2]},\"a\":7}}");
    Call other = mongo("{'find': 'items', 'filter': {'_id': {'$in': [9]}, 'a': 8}}");
    Call third = mongo("{\"find\":\"items\",\"filter\":{\"b\":7}}");
    assertThat(one.key()).startsWith("db|mongodb/shop|shop|items|find|").isEqualTo(other.key());
    assertThat(third.key()).isNotEqualTo(one.key());
    assertThat(one.label()).isEqualTo("find items");
    assertThat(one.text()).isEqualTo("{find: ?, filter: {_id: {$in: [?]}, a: ?}}");
    assertThat(one.effect()).isEqualTo(Effect.READ);
    assertThat(one.arguments().known()).isTrue();
    assertThat(one.arguments().hash()).isNotEqualTo(other.arguments().hash());
    assertThat(mongo("{\"find\":\"items\",\"filter\":{\"a\":\"?\"}}").arguments().known())
        .isFalse();
    assertThat(mongo("{\"insert\":\"items\",\"documents\":[{\"a\":1},{\"a\":2}]}").effect())
        .isEqualTo(Effect.WRITE);
    assertThat(mongo("{\"hello\":1}").noise()).isEqualTo(Noise.SETTINGS);
    assertThat(mongo("{\"isMaster\":1}").noise()).isEqualTo(Noise.SETTINGS);
    assertThat(mongo("{\"endSessions\":[1]}").noise()).isEqualTo(Noise.SETTINGS);
  }

  @ParameterizedTest
  @CsvSource({
    "hello, SETTINGS",
    "ping, SETTINGS",
    "buildInfo, SETTINGS",
    "saslStart, CONNECT",
    "saslContinue, CONNECT",
    "authenticate, CONNECT",
    "auth, CONNECT",
    "commitTransaction, TX",
    "abortTransaction, TX",
    "find, NONE"
  })
  void commandsOfADocumentDatabaseMayBeNoise(String command, Noise noise) {
    assertThat(OneCall.client("x", "db.system", "mongodb", "db.operation", command).noise())
        .isEqualTo(noise);
    assertThat(mongo("{" + command + ": 1}").noise()).isEqualTo(noise);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{find: 'items', a: 1} | find items",
        "{find: '', a: 1} | find",
        "{find: '?', a: 1} | find",
        "{getMore: 17, a: 1} | find",
        "{count: 17, a: 1} | count",
        "{find: {a: 'items'}} | find",
      })
  void theCollectionIsTheValueOfTheCommandIfThatIsAName(String command, String label) {
    assertThat(mongo(command).label()).isEqualTo(label);
  }

  @Test
  void whatTheSpanSaysOfADocumentBeatsItsText() {
    String text = "{find: 'items', filter: {a: 1}}";
    Call call =
        OneCall.client(
            "x",
            "db.system",
            "mongodb",
            "db.operation",
            "distinct",
            "db.mongodb.collection",
            "Users",
            "db.statement",
            text);
    assertThat(call.label()).isEqualTo("distinct Users");
    assertThat(call.collection()).isEqualTo("users");
    Call other =
        OneCall.client("x", "db.system", "mongodb", "db.operation", "count", "db.statement", text);
    assertThat(other.label()).as("the value of another field is no collection").isEqualTo("count");
  }

  @Test
  void aDocumentMayStandBelowBlankLines() {
    String text = "\n  {\"callers\": \"orders\", \"a\": 7}";
    Call call = OneCall.client("q", "db.system", "couchdb", "db.statement", text);
    assertThat(call.label()).isEqualTo("callers orders");
    String stored = Secrets.query(text, "couchdb");
    assertThat(stored).isEqualTo("{callers: ?, a: ?}");
    assertThat(call.text()).isEqualTo(stored);
    Call procedure = OneCall.client("q", "db.system", "x", "db.statement", " { ? = call p(1)}");
    assertThat(procedure.label()).isEqualTo("call p");
  }

  @ParameterizedTest
  @CsvSource({
    "{callp(7)}, {?: }",
    "{call}, {call: }",
    "{call:7}, {call: ?}",
    "[call p], [?]",
    "{from : 7}, {from: ?}",
    "{call, '{call: '",
    "{calm 7}, {calm: ?}",
  })
  void whatOnlyLooksLikeAProcedureIsADocument(String text, String shown) {
    assertThat(Secrets.query(text, "couchdb")).isEqualTo(shown);
  }

  @Test
  void anAggregationThatStoresItsResultWrites() {
    String stages = "{\"aggregate\":\"items\",\"pipeline\":[{\"$match\":{\"a\":1}}";
    Call reads = mongo(stages + "]}");
    Call writes = mongo(stages + ",{\"$merge\":{\"into\":\"sums\"}}]}");
    assertThat(reads.effect()).isEqualTo(Effect.READ);
    assertThat(writes.effect()).isEqualTo(Effect.WRITE);
    assertThat(writes.key()).isNotEqualTo(reads.key());
  }

  @Test
  void aMapReduceWritesUnlessItHandsBackWhatItFound() {
    String command = "{\"mapReduce\":\"orders\",\"map\":\"?\",\"reduce\":\"?\",\"out\":";
    assertThat(mongo(command + "\"totals\"}").effect()).isEqualTo(Effect.WRITE);
    assertThat(mongo(command + "{\"merge\":\"totals\"}}").effect()).isEqualTo(Effect.WRITE);
    assertThat(mongo(command + "{\"inline\":1},\"query\":{\"a\":7}}").effect())
        .isEqualTo(Effect.READ);
    assertThat(OneCall.client("x", "db.system", "mongodb", "db.operation", "mapReduce").effect())
        .as("where it leaves the result is not told")
        .isEqualTo(Effect.WRITE);
  }

  /** Mongoose gives no text, and the driver's span within it asks the same. */
  @Test
  void aMappersOperationIsThatOfItsDatabase() {
    Calls calls =
        Calls.of(
            trace(
                "GET /orders 0-50 server @shop",
                "  mongoose.Order.aggregate 1-20 client db.system=mongoose db.name=shop"
                    + " db.mongodb.collection=orders db.operation=aggregate net.peer.name=mongo",
                "    mongodb.aggregate 2-19 client db.system=mongodb db.name=shop"
                    + " db.mongodb.collection=orders db.operation=aggregate net.peer.name=mongo"
                    + " db.statement={aggregate:'?'}"));
    Call mapped = calls.get(0);
    assertThat(mapped.effect()).isEqualTo(Effect.READ);
    assertThat(calls.get(1).partOf()).isEqualTo(mapped.node());
    assertThat(calls.get(1).key()).isEqualTo(mapped.key());
  }

  /** Python's driver has the command in the text, alone unless the document is asked for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "find | find items | READ | find",
        "insert | insert items | WRITE | insert",
        "find {'_id': ObjectId('6745')} | find items | READ | find {_id: ?}",
        "aggregate [{'$match': {'a': 7}}] | aggregate items | READ | aggregate [{$match: {a: ?}}]",
        "aggregate [{'$out': 'sums'}] | aggregate items | WRITE | aggregate [{$out: ?}]",
        "getMore | find items | READ | getMore",
      })
  void aCommandBeforeItsDocumentIsTheOperation(
      String text, String label, Effect effect, String shown) {
    Call call = ofPython(text);
    assertThat(call.label()).isEqualTo(label);
    assertThat(call.effect()).isEqualTo(effect);
    assertThat(Secrets.query(text, "mongodb")).isEqualTo(shown);
    assertThat(ofPython(shown).key()).isEqualTo(call.key());
  }

  @Test
  void documentsOfOneCommandDifferInShapeAndValues() {
    Call one = ofPython("find {'_id': 7}");
    assertThat(ofPython("find {'_id': 8}").key()).isEqualTo(one.key());
    assertThat(ofPython("find {'_id': 8}").arguments().differsFrom(one.arguments())).isTrue();
    assertThat(ofPython("find {'name': 7}").key()).isNotEqualTo(one.key());
    assertThat(ofPython("find").arguments()).isEqualTo(Call.Arguments.HIDDEN);
  }

  @Test
  void wordsThatAreNoCommandAreHidden() {
    assertThat(Secrets.query("hunter two", "mongodb")).matches("[?]+");
    assertThat(Secrets.query("hunter{a: 7}", "mongodb")).matches("[?]+");
    assertThat(Secrets.query("a".repeat(32), "mongodb")).isEqualTo("a".repeat(32));
    assertThat(Secrets.query("a".repeat(33), "mongodb")).matches("[?]+");
    assertThat(Secrets.query("a".repeat(33) + " {a: 7}", "mongodb")).isEqualTo("?{a: ?}");
    assertThat(Secrets.query("analyzeShardKey", "mongodb")).isEqualTo("analyzeShardKey");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "findOne",
        "count",
        "countDocuments",
        "estimatedDocumentCount",
        "distinct",
        "listCollections",
        "listIndexes",
        "listDatabases",
        "dbStats",
        "collStats",
        "explain",
      })
  void whatChangesNothingReads(String command) {
    assertThat(mongo("{" + command + ": 'items'}").effect()).isEqualTo(Effect.READ);
    assertThat(ofPython(command).effect()).isEqualTo(Effect.READ);
  }

  @Test
  void whatTheSpanSaysBeatsTheCommandBeforeADocument() {
    Call call =
        OneCall.client(
            "x",
            "db.system",
            "mongodb",
            "db.operation",
            "find",
            "db.mongodb.collection",
            "items",
            "db.statement",
            "getMore {find: 'orders'}");
    assertThat(call.label()).isEqualTo("find items");
  }

  @Test
  void withoutTextAndOperationTheNameOfTheSpanTells() {
    assertThat(OneCall.client("shop.find", "db.system", "mongodb").label()).isEqualTo("shop.find");
    assertThat(mongo("{}").label()).isEqualTo("x");
  }

  @Test
  void aGetMoreIsTheSameWhateverItsCursor() {
    Call one = mongo("{getMore: 17, batchSize: 7}");
    assertThat(mongo("{getMore: 18}").key()).isEqualTo(one.key());
    assertThat(one.arguments()).isEqualTo(Call.Arguments.HIDDEN);
  }

  private static Call ofPython(String text) {
    return OneCall.client(
        "shop.x", "db.system", "mongodb", "db.mongodb.collection", "items", "db.statement", text);
  }

  private static Call mongo(String command) {
    return OneCall.client("x", "db.system", "mongodb", "db.name", "shop", "db.statement", command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mysql | {call login('bob', 'hunter2')} | call login | {call login(?, ?)}",
        "h2 | {? = CALL next_number(17)} | CALL next_number | {? = CALL next_number(?)}",
        "db2 | { call p } | call p | { call p }",
        "mssql | [dbo].[GetOrders] | dbo.[GetOrders] | [dbo].[GetOrders]",
      })
  void proceduresInBracketsAreNoJson(String system, String text, String label, String shown) {
    Call call = OneCall.client("q", "db.system", system, "db.statement", text);
    assertThat(call.label()).isEqualTo(label);
    assertThat(call.collection()).isEmpty();
    assertThat(call.effect()).isEqualTo(Effect.WRITE);
    assertThat(Secrets.query(text, system)).isEqualTo(shown);
    Call other =
        OneCall.client("q", "db.system", system, "db.statement", text.replaceAll("7|bob", "8"));
    assertThat(other.key()).isEqualTo(call.key());
  }

  @Test
  void jsonOfAnUnknownDatabaseIsADocument() {
    String text = "{\"callers\": \"orders\", \"a\": 7}";
    Call call = OneCall.client("q", "db.system", "couchdb", "db.statement", text);
    assertThat(call.label()).isEqualTo("callers orders");
    assertThat(Secrets.query("[{\"a\": 7}]", "couchdb")).isEqualTo("[{a: ?}]");
    assertThat(Secrets.query("{\"? \": 7}", "")).isEqualTo("{? : ?}");
  }
}
