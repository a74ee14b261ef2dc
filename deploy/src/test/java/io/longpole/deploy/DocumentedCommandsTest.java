package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.longpole.query.cli.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command that documents and help texts show is one that longpole understands. */
class DocumentedCommandsTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMAND =
      Pattern.compile("(?:^|\\| )(?:[A-Z_]+=\\S+ )*(?:\\./)?longpole ([^|>#]+)");
  private static final Pattern INLINE = Pattern.compile("`(longpole [^`]+)`");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @Test
  void commandsInDocumentsAreUnderstood() throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path document : documents()) {
      boolean inBlock = false;
      for (String line : Files.readAllLines(document)) {
        inBlock ^= line.startsWith("```");
        if (inBlock && (line.startsWith("./longpole ") || line.startsWith("longpole "))) {
          commands.add(line);
        }
        INLINE.matcher(line).results().map(found -> found.group(1)).forEach(commands::add);
      }
    }
    assertThat(commands).hasSizeGreaterThan(10);
    commands.forEach(DocumentedCommandsTest::assertUnderstood);
  }

  @Test
  void examplesOfEveryHelpTextAreUnderstood() {
    CommandLine main = Main.commandLine(Surroundings.ofProcess());
    List<String> commands = new ArrayList<>();
    main.getSubcommands()
        .forEach((name, command) -> {
          List<String> examples =
              Arrays.stream(command.getCommandSpec().usageMessage().footer())
                  .map(String::strip)
                  .filter(line -> line.contains("longpole "))
                  .toList();
          assertThat(examples).as("examples of " + name).isNotEmpty();
          commands.addAll(examples);
        });
    commands.forEach(DocumentedCommandsTest::assertUnderstood);
  }

  @Test
  void everyCommandStandsInTheReadme() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    assertThat(Main.commandLine(Surroundings.ofProcess()).getSubcommands().keySet())
        .allSatisfy(name -> assertThat(readme).contains(name));
  }

  private static void assertUnderstood(String line) {
    Matcher matcher = COMMAND.matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(matcher.group(1));
    while (word.find()) {
      String quoted = word.group(1) == null ? word.group(2) : word.group(1);
      words.add(quoted == null ? word.group(3) : quoted);
    }
    assertThatCode(() ->
            Main.commandLine(Surroundings.ofProcess()).parseArgs(words.toArray(String[]::new)))
        .as(line)
        .doesNotThrowAnyException();
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    documents.add(ROOT.resolve("README.md"));
    documents.add(ROOT.resolve("CONTRIBUTING.md"));
    try (Stream<Path> more = Files.list(ROOT.resolve("docs"))) {
      more.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    return documents;
  }
}
