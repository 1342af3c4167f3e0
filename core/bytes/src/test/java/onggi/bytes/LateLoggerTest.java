package onggi.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LateLoggerTest {

    /** The JDK's own logging stands behind System.Logger where a program brings none. */
    @Test
    void messages_reachTheLoggingOfTheProgram() {
        List<String> heard = new ArrayList<>();
        Logger target = Logger.getLogger("late.test");
        Handler handler = handler(heard);
        target.addHandler(handler);
        target.setUseParentHandlers(false);
        target.setLevel(Level.INFO);

        System.Logger logger = LateLogger.of("late.test");
        logger.log(System.Logger.Level.WARNING, "plain");
        logger.log(System.Logger.Level.INFO, "with {0}", "values");
        logger.log(System.Logger.Level.ERROR, "thrown", new IllegalStateException("why"));
        logger.log(System.Logger.Level.DEBUG, "too fine");

        assertThat(heard)
                .containsExactly(
                        "WARNING plain null",
                        "INFO with values null",
                        "SEVERE thrown java.lang.IllegalStateException: why");
        assertThat(logger.isLoggable(System.Logger.Level.INFO)).isTrue();
        assertThat(logger.isLoggable(System.Logger.Level.DEBUG)).isFalse();
        assertThat(logger.getName()).isEqualTo("late.test");
        target.removeHandler(handler);
    }

    private static Handler handler(List<String> heard) {
        return new Handler() {
            @Override
            public void publish(LogRecord message) {
                String text = message.getMessage();
                if (message.getParameters() != null) {
                    text = text.replace("{0}", String.valueOf(message.getParameters()[0]));
                }
                heard.add(message.getLevel() + " " + text + " " + message.getThrown());
            }

            @Override
            public void flush() {
                // nothing is kept
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
