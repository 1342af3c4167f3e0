package onggi.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of a {@link Setting}.
 *
 * @param text as {@code CONFIG GET} answers it, bytes as Latin-1
 * @param number the value of a numeric setting, 1 for {@code yes}, the index of a choice, else 0
 */
public record SettingValue(String text, long number) {

    /** Returns whether a flag is {@code yes}. */
    public boolean isOn() {
        return number != 0;
    }

    /** Returns the words of a value with several; none when the text is empty. */
    public List<String> words() {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    // Written out, as what a record generates is linked at its first use: 10 ms of every start.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SettingValue value
                && number == value.number
                && text.equals(value.text);
    }

    @Override
    public int hashCode() {
        return 31 * text.hashCode() + Long.hashCode(number);
    }
}
