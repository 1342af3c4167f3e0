package onggi.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Marks tests that need programs on the path; they are skipped, loudly, where one is missing. */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsProgramsCondition.class)
public @interface NeedsPrograms {

    /** Names of the programs. */
    String[] value();

    /** How to install them. */
    String install();
}
