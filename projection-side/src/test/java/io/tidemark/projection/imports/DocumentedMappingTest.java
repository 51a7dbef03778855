package io.tidemark.projection.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/import.md are what they say. */
class DocumentedMappingTest {

  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @Test
  void the_example_is_a_mapping() throws Exception {
    String example = examples().getFirst();
    assertThat(Mapping.parse("shop.yaml", example).types()).hasSize(2);
  }

  @Test
  void what_is_shown_of_the_mappings_that_come_along_stands_in_them() throws Exception {
    assertThat(examples()).hasSize(1 + Mapping.NAMES.size());
    for (int i = 0; i < Mapping.NAMES.size(); i++) {
      assertStandsIn(examples().get(1 + i), Mapping.NAMES.get(i));
    }
  }

  private static void assertStandsIn(String example, String mapping) throws IOException {
    String file = Files.readString(Path.of("src/main/resources/mappings/" + mapping + ".yaml"));
    assertThat(file.lines().toList()).containsAll(example.lines().toList());
  }

  private static List<String> examples() throws IOException {
    String document = Files.readString(Path.of("../docs/import.md"));
    return YAML.matcher(document).results().map((MatchResult block) -> block.group(1)).toList();
  }
}
