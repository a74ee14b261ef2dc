package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The flat tables against maps. */
class TablesTest {

  @Test
  void longsAreNumberedInOrderOfAppearance() {
    LongTable table = new LongTable();
    assertThat(table.add(7)).isEqualTo(0);
    assertThat(table.add(9)).isEqualTo(1);
    assertThat(table.add(7)).isEqualTo(0);
    assertThat(table.find(9)).isEqualTo(1);
    assertThat(table.find(0)).isEqualTo(LongTable.ABSENT);
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void namesAreNumberedAsPairs() {
    NameTable table = new NameTable();
    assertThat(table.add("a", "bc")).isEqualTo(0);
    assertThat(table.add("ab", "c")).isEqualTo(1);
    assertThat(table.add("c", "ab")).isEqualTo(2);
    assertThat(table.add(new String("ab"), new String("c"))).isEqualTo(1);
    for (int i = 0; i < 1000; i++) {
      assertThat(table.add("s" + i, "n")).isEqualTo(3 + i);
    }
    assertThat(table.add("s500", "n")).isEqualTo(503);
    assertThat(table.size()).isEqualTo(1003);
  }

  @Test
  void groupsKeepTheirOrder() {
    long seed = 17;
    Random random = new Random(seed);
    GroupTable table = new GroupTable();
    Map<Long, List<Integer>> reference = new LinkedHashMap<>();
    for (int i = 0; i < 20_000; i++) {
      long key = LongTable.pair(random.nextInt(90), -random.nextInt(90));
      table.add(key, i);
      reference.computeIfAbsent(key, unseen -> new ArrayList<>()).add(i);
    }
    assertThat(table.groups()).isEqualTo(reference.size());
    int group = 0;
    for (Map.Entry<Long, List<Integer>> entry : reference.entrySet()) {
      assertThat(table.find(entry.getKey())).as("seed %d", seed).isEqualTo(group);
      assertThat(table.values(group))
          .containsExactly(entry.getValue().stream().mapToInt(Integer::intValue).toArray());
      assertThat(table.count(group)).isEqualTo(entry.getValue().size());
      group++;
    }
  }

  @Test
  void namesOfTheSameHashAreDifferentKeys() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    LastingKey.Kind kind = new LastingKey.Kind();
    NameKey key = new NameKey(kind, "Aa", "Aa", "Aa");
    assertThat(key).isEqualTo(new NameKey(kind, "Aa", "Aa", "Aa"));
    assertThat(key).isNotEqualTo(new NameKey(kind, "BB", "Aa", "Aa"));
    assertThat(key).isNotEqualTo(new NameKey(kind, "Aa", "BB", "Aa"));
    assertThat(key).isNotEqualTo(new NameKey(kind, "Aa", "Aa", "BB"));
    NameTable table = new NameTable();
    assertThat(table.add("Aa", "Aa")).isZero();
    assertThat(table.add("BB", "Aa")).isEqualTo(1);
    assertThat(table.add("Aa", "BB")).isEqualTo(2);
    assertThat(table.add("BB", "Aa")).isEqualTo(1);
    KeyTable<NameKey> keys = new KeyTable<>();
    keys.add(key);
    for (String[] names :
        new String[][] {{"BB", "Aa", "Aa"}, {"Aa", "BB", "Aa"}, {"Aa", "Aa", "BB"}}) {
      assertThat(keys.find(names[0], names[1], names[2])).isNull();
      keys.add(new NameKey(kind, names[0], names[1], names[2]));
      assertThat(keys.find(names[0], names[1], names[2])).hasToString(String.join(" ", names));
    }
    assertThat(keys.find("Aa", "Aa", "Aa")).isSameAs(key);
  }

  @Test
  void keysAreFoundByTheirNamesHoweverManyThereAre() {
    LastingKey.Kind kind = new LastingKey.Kind();
    KeyTable<NameKey> keys = new KeyTable<>();
    List<NameKey> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      assertThat(keys.find("s" + i % 7, "n" + i, "")).isNull();
      all.add(new NameKey(kind, "s" + i % 7, "n" + i, ""));
      keys.add(all.get(i));
      assertThat(keys.size()).isEqualTo(i + 1);
    }
    for (int i = 0; i < 2_000; i++) {
      assertThat(keys.find("s" + i % 7, "n" + i, "")).isSameAs(all.get(i));
    }
    keys.clear();
    assertThat(keys.size()).isZero();
    assertThat(keys.find("s0", "n0", "")).isNull();
  }

  @Test
  void aKeyOfTwoNamesIsToldWithoutAThird() {
    LastingKey.Kind kind = new LastingKey.Kind();
    assertThat(new NameKey(kind, "web", "stock", "")).hasToString("web stock");
    assertThat(new NameKey(kind, "web", "stock", "GET /a")).hasToString("web stock GET /a");
  }
}
