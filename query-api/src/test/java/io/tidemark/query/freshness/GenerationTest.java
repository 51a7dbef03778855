package io.tidemark.query.freshness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.query.QueryServer;
import org.junit.jupiter.api.Test;

class GenerationTest {

  private static final String STATEMENT =
      "select * from readmodel.booking b join readmodel.staff using (id)";

  @Test
  void the_first_is_read_as_statements_are_written() {
    Generation first = new Generation(1, "readmodel", QueryServer.CALENDAR);
    assertThat(first.sql(STATEMENT)).isSameAs(STATEMENT);
  }

  @Test
  void every_table_of_a_statement_is_of_the_same_generation() {
    Generation twelfth = new Generation(12, "readmodel_12", QueryServer.CALENDAR);
    assertThat(twelfth.sql(STATEMENT))
        .isEqualTo("select * from readmodel_12.booking b join readmodel_12.staff using (id)");
  }

  @Test
  void what_is_no_name_of_a_schema_gets_into_no_statement() {
    for (String name : new String[] {"", "a.b", "a\"b", "a; drop schema b", "Ä", "1a"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Generation(2, name, QueryServer.CALENDAR));
    }
  }
}
