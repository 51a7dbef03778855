package io.tidemark.command.http;

import io.tidemark.events.Event;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The event that follows a command: the fields of one are the fields of the other's body. The API's
 * description says the rest, which is the same for all commands.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface LeadsTo {

  Class<? extends Event> value();

  /** Fields that do not come from the body; {@code id} where what is made gets a new one. */
  String[] without() default {};

  /** Fields that the event must have and the body need not. */
  String[] optional() default {};

  /** Fields that may be null, which is not the same as to leave them out. */
  String[] nullable() default {};
}
