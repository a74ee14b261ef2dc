package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {

  private static final long SEED = 5L;

  private static Shape shape(String json) {
    return Shape.read(json, CallLimits.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"find\":\"items\",\"filter\":{\"_id\":{\"$in\":[1,2]}}} | {find: ?, filter: {_id: {$in: [?]}}}",
        "{find: 'items', filter: {a: true, b: null, c: -1.5}} | {find: ?, filter: {a: ?, b: ?, c: ?}}",
        "{\"a\":[{\"b\":1},{\"c\":2}],\"d\":3} | {a: [{b: ?}], d: ?}",
        "{\"a\":[[1,2],[3,4]],\"b\":[[5]]} | {a: [[?]], b: [[?]]}",
        "{\"a\":[1,[2],{\"b\":3}],\"c\":{\"d\":[4]}} | {a: [?], c: {d: [?]}}",
        "{\"a\":[{\"b\":[1,2]},{\"b\":[3]}],\"c\":4} | {a: [{b: [?]}], c: ?}",
        "{\"a\":[],\"b\":{}} | {a: [], b: {}}",
        "[{\"a\":1},{\"b\":2}] | [{a: ?}]",
        "{\"a\":\"x\\\"y\",\"b\":\"z\\\\\",\"c\":1} | {a: ?, b: ?, c: ?}",
        "{'a':'it\\'s','b':\"it's\"} | {a: ?, b: ?}",
        "{\"a:b}\": 1, \"c,d\": 2} | {a:b}: ?, c,d: ?}",
        "{_id: ObjectId('ab,c}'), b: ISODate(\"2026-11-22\"), c: f(1, g(2))} | {_id: ?, b: ?, c: ?}",
        "{a: \"never closed, b: 1} | {a: ?",
        "{a: '} | {a: ?",
        "{f(\"secret\", 1): 2} | {?: ?}",
        "{\"items.17.name\": 1} | {*: ?}",
        "{\"a\": 1}}, {\"b\": 2} | {a: ?}{b: ?}",
        "{\"a\": 1 \"b\": 2, \"c\": 3} | {a: ???, c: ?}",
        "q=secret | ?",
      })
  void namesOfFieldsStayAndValuesGo(String json, String expected) {
    assertThat(shape(json).text()).isEqualTo(expected);
  }

  @Test
  void ofManyDocumentsTwoAreKeptAndAllAreCounted() {
    String pair = "{\"index\":{\"_id\":1}}\n{\"a\":1}\n";
    Shape bulk = shape(pair.repeat(3));
    assertThat(bulk.text()).isEqualTo("{index: {_id: ?}}{a: ?}");
    assertThat(bulk.documents()).isEqualTo(6);
    assertThat(bulk.hash()).isEqualTo(shape(pair).hash());
    assertThat(bulk.valueHash()).isNotEqualTo(shape(pair).valueHash());
  }

  @Test
  void whatIsStoredTellsHowManyDocumentsThereWere() {
    String pair = "{\"index\":{\"_id\":1}}\n{\"a\":1}\n";
    assertThat(shape(pair).shown()).isEqualTo("{index: {_id: ?}}{a: ?}");
    String stored = shape(pair.repeat(3)).shown();
    assertThat(stored).isEqualTo("{index: {_id: ?}}{a: ?} ×6");
    Shape again = shape(stored);
    assertThat(again.documents()).isEqualTo(6);
    assertThat(again.hash()).isEqualTo(shape(pair).hash());
    assertThat(again.shown()).isEqualTo(stored);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"aggregate\":\"a\",\"pipeline\":[{\"$match\":{\"x\":1}},{\"$group\":{\"_id\":2}},{\"$out\":\"b\"}]} | {aggregate: ?, pipeline: [{$match: {x: ?}}, {$out: ?}]} | true",
        "[{$match: {}}, {$merge: {into: 'b'}}] | [{$match: {}}, {$merge: {into: ?}}] | true",
        "[{ '$out' : 'b'}] | [{$out: ?}] | true",
        "[{$match: {}}, {$output: 1}, {$mergeObjects: 1}] | [{$match: {}}] | false",
        "[{$match: {}}, '$out', \"$merge\"] | [{$match: {}}] | false",
        "{a: [[[{b: 1}, {$out: 1}]]]} | {a: [[[{b: ?}]]]} | false",
      })
  void aStageThatStoresTheResultStays(String json, String expected, boolean stores) {
    assertThat(shape(json).text()).isEqualTo(expected);
    assertThat(shape(json).stores()).isEqualTo(stores);
    assertThat(shape(expected).hash()).isEqualTo(shape(json).hash());
    assertThat(shape(expected).stores()).isEqualTo(stores);
  }

  @Test
  void whatIsTooDeepOrTooManyIsLeftOut() {
    String deep = "{a:".repeat(40) + "1" + "}".repeat(40);
    assertThat(shape(deep).text()).isEqualTo("{a: ".repeat(32) + "{" + "}".repeat(33));
    assertThat(shape(deep + "{b: 1}").text()).endsWith("}{b: ?}");
    StringBuilder wide = new StringBuilder("{");
    for (int i = 0; i < 600; i++) {
      wide.append(i == 0 ? "" : ",").append("f").append((char) ('a' + i % 26)).append(":1");
    }
    String text = Shape.read(wide + "}", CallLimits.DEFAULT).text();
    assertThat(text.chars().filter(c -> c == ':').count()).isLessThanOrEqualTo(512);
  }

  @Test
  void theFirstFieldIsTheCommand() {
    Shape find = shape("{\"find\":\"items\",\"filter\":{\"find\":\"other\"}}");
    assertThat(find.firstField()).isEqualTo("find");
    assertThat(find.firstValue()).isEqualTo("items");
    Shape nested = shape("{\"filter\":{\"a\":\"x\"}}");
    assertThat(nested.firstField()).isEqualTo("filter");
    assertThat(nested.firstValue()).isEmpty();
    assertThat(shape("").firstField()).isEmpty();
  }

  @Test
  void aQuestionMarkAloneIsAPlaceholder() {
    assertThat(shape("{\"a\":\"?\"}").hasPlaceholder()).isTrue();
    assertThat(shape("{\"a\": ?}").hasPlaceholder()).isTrue();
    assertThat(shape("{\"a\":\"why?\",\"b\":\"x\"}").hasPlaceholder()).isFalse();
  }

  @Test
  void theShapeOfAShapeIsTheSame() {
    for (String json :
        new String[] {
          "{\"find\":\"items\",\"filter\":{\"_id\":{\"$in\":[1,2]}},\"sort\":[]}",
          "{\"a\":[{\"b\":[1,2]},{\"b\":[3]}],\"c\":{\"d\":[[1],[2]]}}",
          "{\"index\":{}}{\"a\":1}"
        }) {
      assertThat(shape(shape(json).text()).hash()).as(json).isEqualTo(shape(json).hash());
    }
  }

  @Test
  void anyTextIsAccepted() {
    String[] pieces = {
      "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "(", ")", " ", "a", "17", "\"k\":", "?", "\n"
    };
    Random random = new Random(SEED);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder json = new StringBuilder();
      for (int i = random.nextInt(30); i >= 0; i--) {
        json.append(pieces[random.nextInt(pieces.length)]);
      }
      assertThat(shape(json.toString()).hash())
          .as("seed %s, round %s: %s", SEED, round, json)
          .hasSize(32);
    }
  }
}
