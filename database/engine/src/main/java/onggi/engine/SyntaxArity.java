package onggi.engine;

/** Derives a command's arity from its syntax line. */
final class SyntaxArity {

    private SyntaxArity() {}

    /**
     * Returns how many arguments the syntax demands, negative when more may follow.
     *
     * @param syntax arguments separated by blanks; {@code [ ]} optional, {@code < | >} one of,
     *     {@code ...} repeated
     * @param words how many words the name has
     */
    static int of(String syntax, int words) {
        int required = words;
        boolean open = false;
        int optional = 0;
        int choice = 0;
        boolean pastFirstChoice = false;
        for (String token :
                syntax.replace("[", " [ ")
                        .replace("]", " ] ")
                        .replace("<", " < ")
                        .replace(">", " > ")
                        .replace("|", " | ")
                        .trim()
                        .split("\\s+")) {
            switch (token) {
                case "" -> {}
                case "[" -> {
                    optional++;
                    open = true;
                }
                case "]" -> optional--;
                case "<" -> {
                    choice++;
                    pastFirstChoice = false;
                }
                case ">" -> {
                    choice--;
                    pastFirstChoice = false;
                }
                case "|" -> pastFirstChoice = choice > 0 || pastFirstChoice;
                case "..." -> open = true;
                default -> {
                    if (optional == 0 && !(choice > 0 && pastFirstChoice)) {
                        required++;
                    }
                }
            }
        }
        return open ? -required : required;
    }
}
