package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentMapTest {

  private final LastingKey.Kind kind = new LastingKey.Kind();

  private static final class Text extends RecentMap.Value {
    private String text;

    private Text(String text) {
      this.text = text;
    }
  }

  private NameKey key(String name) {
    return new NameKey(kind, name, "", "");
  }

  @Test
  void whatWasUsedLeastRecentlyMakesRoom() {
    RecentMap<String, Text> map = new RecentMap<>(2, name -> new Text("value of " + name));
    map.at("a");
    map.at("b");
    map.at("a");
    assertThat(map.at("c").text).isEqualTo("value of c");
    assertThat(map.find("b")).isNull();
    assertThat(map.find("a")).extracting(value -> value.text).isEqualTo("value of a");
    assertThat(map.evictions()).isEqualTo(1);
  }

  @Test
  void aKeyThatLastsKnowsItsValueUntilThatIsForgotten() {
    RecentMap<NameKey, Text> map = new RecentMap<>(1, name -> new Text(""));
    NameKey first = key("first");
    map.at(first).text = "kept";
    assertThat(map.at(first).text).isEqualTo("kept");
    assertThat(map.at(key("first")).text).isEqualTo("kept");
    map.at(key("second"));
    assertThat(map.find(first)).isNull();
    assertThat(map.at(first).text).isEmpty();
  }

  @Test
  void whatIsForgottenIsHeldByNoKey() {
    RecentMap<NameKey, Text> other = new RecentMap<>(9, name -> new Text(""));
    RecentMap<NameKey, Text> map = new RecentMap<>(1, name -> new Text(""));
    NameKey first = key("first");
    NameKey equal = key("first");
    Text kept = other.at(first);
    Text gone = map.at(first);
    assertThat(holds(first, gone)).isTrue();
    assertThat(map.at(equal)).isSameAs(gone);
    assertThat(holds(first, gone)).isFalse();
    map.at(key("second"));
    assertThat(holds(first, gone)).isFalse();
    assertThat(holds(equal, gone)).isFalse();
    assertThat(holds(first, kept)).isTrue();
  }

  private static boolean holds(LastingKey key, RecentMap.Value value) {
    return IntStream.range(0, 32)
        .mapToObj(key::valueAt)
        .anyMatch(held -> Objects.equals(held, value));
  }

  @Test
  void aKeyFindsItsValueInEachOfManyMaps() {
    List<RecentMap<NameKey, Text>> maps = new ArrayList<>();
    NameKey one = key("one");
    for (int i = 0; i < 12; i++) {
      String value = "value " + i;
      maps.add(new RecentMap<>(4, name -> new Text(value)));
      maps.get(i).at(one);
    }
    for (int i = 0; i < 12; i++) {
      assertThat(maps.get(i).find(one)).extracting(value -> value.text).isEqualTo("value " + i);
    }
  }

  @Test
  void anyUseOfTheMapIsThatOfAnObviousOne() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      int limit = 1 + random.nextInt(30);
      RecentMap<NameKey, Text> map = new RecentMap<>(limit, name -> new Text(name.first()));
      Map<String, Long> lastUse = new HashMap<>();
      List<NameKey> names = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        names.add(key("k" + i));
      }
      Set<String> known = new HashSet<>();
      long evictions = 0;
      for (long use = 0; use < 2_000; use++) {
        NameKey name = names.get(random.nextInt(names.size()));
        boolean added = random.nextBoolean();
        if (added && !known.contains(name.first())) {
          if (known.size() >= limit) {
            List<String> oldest = new ArrayList<>(known);
            oldest.sort(
                (a, b) -> Long.compare(lastUse.getOrDefault(a, 0L), lastUse.getOrDefault(b, 0L)));
            for (String gone : oldest.subList(0, Math.max(1, oldest.size() / 8))) {
              known.remove(gone);
              evictions++;
            }
          }
          known.add(name.first());
        }
        Text found = added ? map.at(name) : map.find(name);
        assertThat(found != null).as("seed %s", seed).isEqualTo(known.contains(name.first()));
        if (found != null) {
          assertThat(found.text).as("seed %s", seed).isEqualTo(name.first());
        }
        lastUse.put(name.first(), use);
      }
      assertThat(map.evictions()).as("seed %s", seed).isEqualTo(evictions);
      List<Text> values = new ArrayList<>();
      map.forEach(values::add);
      assertThat(values).hasSize(known.size());
    }
  }
}
