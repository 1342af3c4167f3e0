package onggi.net.acl;

/** A rule that is not accepted. */
public final class RuleException extends Exception {

    private static final long serialVersionUID = 1L;

    private final RuleError error;
    private final String rule;

    RuleException(RuleError error, String rule) {
        super(error.text());
        this.error = error;
        this.rule = rule;
    }

    /** Returns why. */
    public RuleError error() {
        return error;
    }

    /** Returns the rule. */
    public String rule() {
        return rule;
    }
}
