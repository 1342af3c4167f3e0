package onggi.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks tests that compare with a real redis-server or use its tools; they are skipped, loudly,
 * where there is none.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsProgramsCondition.class)
@NeedsPrograms(
        value = {"redis-server", "redis-cli", "redis-benchmark"},
        install = "apt-get install redis-server")
public @interface NeedsRedis {}
