package onggi.engine;

import java.util.List;

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
}
