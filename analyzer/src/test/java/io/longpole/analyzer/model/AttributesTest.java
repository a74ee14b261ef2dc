package io.longpole.analyzer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttributesTest {

  @Test
  void lastValueOfARepeatedNameWinsAtTheFirstPlace() {
    Attributes attributes = Attributes.of("a", 1, "b", "x", "a", 2);
    assertThat(attributes.toString()).isEqualTo("{a=2, b=x}");
    assertThat(attributes.get("a")).isEqualTo(2L);
    assertThat(attributes.get("c")).isNull();
  }

  @Test
  void aClearedBuilderLeavesWhatItBuiltAlone() {
    Attributes.Builder builder = new Attributes.Builder(1);
    Attributes first = builder.put("a", "1").put("b", "2").build();
    builder.clear();
    Attributes second = builder.put("b", "3").build();
    assertThat(first.toString()).isEqualTo("{a=1, b=2}");
    assertThat(second.toString()).isEqualTo("{b=3}");
  }

  @Test
  void manyNamesAreKeptLikeALinkedMapDoes() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Map<String, Object> expected = new LinkedHashMap<>();
      Attributes.Builder builder = new Attributes.Builder(2);
      int names = 1 + random.nextInt(300);
      for (int i = random.nextInt(400); i > 0; i--) {
        String key = "k" + random.nextInt(names);
        Long value = random.nextLong();
        expected.put(key, value);
        builder.put(key, value);
      }
      assertThat(builder.build().toString()).as("seed %s", seed).isEqualTo(expected.toString());
    }
  }
}
