package io.tidemark.command;

import java.util.List;
import java.util.Map;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.hamcrest.CustomTypeSafeMatcher;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;

/** Given events, when a command, then what: without a store. */
public final class Fixtures {

  private Fixtures() {}

  public static <A> AggregateTestFixture<A> of(Class<A> aggregate) {
    AggregateTestFixture<A> fixture = new AggregateTestFixture<>(aggregate);
    fixture.registerCommandTargetResolver(
        message ->
            new VersionedAggregateIdentifier((Object) ((Command) message.getPayload()).id(), null));
    return fixture;
  }

  /** Has the aggregate that the events were given to follow a command of that name. */
  public static <A> ResultValidator<A> when(TestExecutor<A> given, String name, Command command) {
    return when(given, name, command, null);
  }

  public static <A> ResultValidator<A> when(
      TestExecutor<A> given, String name, Command command, @Nullable Long expectedRevision) {
    Map<String, ?> metadata =
        expectedRevision == null ? Map.of() : Map.of(Revision.EXPECTED, expectedRevision);
    return given.when(new GenericCommandMessage<>(new GenericMessage<>(command, metadata), name));
  }

  /** A refusal that tells just these transitions. */
  public static Matcher<IllegalTransition> thatTells(List<String> legal) {
    return new CustomTypeSafeMatcher<>("tells " + legal) {
      @Override
      protected boolean matchesSafely(IllegalTransition e) {
        return e.legal().equals(legal);
      }
    };
  }

  /** A refusal that names this field. */
  public static Matcher<InvalidField> thatNames(String field) {
    return new CustomTypeSafeMatcher<>("names " + field) {
      @Override
      protected boolean matchesSafely(InvalidField e) {
        return e.field().equals(field);
      }
    };
  }
}
