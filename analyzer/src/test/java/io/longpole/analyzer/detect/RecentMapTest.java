package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentMapTest {

  private static NameKey key(String name) {
    return new NameKey(name, "", "");
  }

  @Test
  void whatWasUsedLeastRecentlyMakesRoom() {
    RecentMap<String, String> map = new RecentMap<>(2, name -> "value of " + name);
    map.at("a");
    map.at("b");
    map.at("a");
    assertThat(map.at("c")).isEqualTo("value of c");
    assertThat(map.find("b")).isNull();
    assertThat(map.find("a")).isEqualTo("value of a");
    assertThat(map.evictions()).isEqualTo(1);
  }

  @Test
  void aKeyThatLastsKnowsItsEntryUntilThatIsForgotten() {
    RecentMap<NameKey, List<String>> map = new RecentMap<>(1, name -> new ArrayList<>());
    NameKey first = key("first");
    map.at(first).add("kept");
    assertThat(map.at(first)).containsExactly("kept");
    assertThat(first.entryIn(map)).isNotNull();
    map.at(key("second"));
    assertThat(first.entryIn(map)).isNull();
    assertThat(map.find(first)).isNull();
    assertThat(map.at(first)).isEmpty();
  }

  @Test
  void anEntryThatIsForgottenHoldsItsValueNoLonger() {
    RecentMap<NameKey, int[]> map = new RecentMap<>(1, name -> new int[1_000]);
    NameKey first = key("first");
    map.at(first);
    RecentMap.Entry<?> entry = first.entryIn(map);
    map.at(key("second"));
    assertThat(entry).isNotNull();
    assertThat(entry.isForgotten()).isTrue();
    assertThat(entry).hasFieldOrPropertyWithValue("value", null);
  }

  @Test
  void aKeyOfMoreMapsThanItRemembersFindsItsValuesAllTheSame() {
    List<RecentMap<NameKey, Integer>> maps = new ArrayList<>();
    NameKey one = key("one");
    for (int i = 0; i < 12; i++) {
      int value = i;
      maps.add(new RecentMap<>(4, name -> value));
      maps.get(i).at(one);
    }
    for (int i = 0; i < 12; i++) {
      assertThat(maps.get(i).find(one)).isEqualTo(i);
    }
  }

  @Test
  void anyUseOfTheMapIsThatOfAnObviousOne() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      int limit = 1 + random.nextInt(30);
      RecentMap<NameKey, Integer> map = new RecentMap<>(limit, name -> random.nextInt());
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
        Integer found = added ? map.at(name) : map.find(name);
        assertThat(found != null).as("seed %s", seed).isEqualTo(known.contains(name.first()));
        lastUse.put(name.first(), use);
      }
      assertThat(map.evictions()).as("seed %s", seed).isEqualTo(evictions);
      List<Integer> values = new ArrayList<>();
      map.forEach(values::add);
      assertThat(values).hasSize(known.size());
    }
  }
}
