package onggi.net.acl;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import onggi.bytes.Bytes;

/**
 * What a user is: flags, passwords and sets of rights, the first of which is the user's own.
 * Changed only before it is published.
 */
public final class UserRules {

    /** What is true of a user; told in this order. */
    public enum Flag {
        ON("on"),
        OFF("off"),
        NO_PASSWORD("nopass"),
        SKIPS_PAYLOAD_CHECK("skip-sanitize-payload"),
        CHECKS_PAYLOAD("sanitize-payload");

        private final String word;

        Flag(String word) {
            this.word = word;
        }

        /** Returns the rule. */
        public String word() {
            return word;
        }
    }

    private final AclCommandIndex index;
    private final EnumSet<Flag> flags;
    private final List<String> passwords;
    private final List<Selector> selectors = new ArrayList<>(1);

    /**
     * Creates the rules of a new user, who may do nothing.
     *
     * @param allChannels whether every channel may be used nevertheless
     */
    UserRules(AclCommandIndex index, boolean allChannels) {
        this.index = index;
        this.flags = EnumSet.of(Flag.OFF);
        this.passwords = new ArrayList<>(0);
        this.selectors.add(new Selector(index, allChannels));
    }

    private UserRules(UserRules other) {
        this.index = other.index;
        this.flags = EnumSet.copyOf(other.flags);
        this.passwords = new ArrayList<>(other.passwords);
        other.selectors.forEach(selector -> selectors.add(selector.copy()));
    }

    UserRules copy() {
        return new UserRules(this);
    }

    AclCommandIndex index() {
        return index;
    }

    // ---- asking

    /** Returns whether the user may authenticate. */
    public boolean isOn() {
        return flags.contains(Flag.ON);
    }

    /** Returns whether the user needs no password. */
    public boolean needsNoPassword() {
        return flags.contains(Flag.NO_PASSWORD);
    }

    /** Returns whether a password is one of the user's. */
    boolean accepts(byte[] password) {
        return isOn() && (needsNoPassword() || Passwords.matches(passwords, password));
    }

    /** Returns whether nothing is forbidden. */
    boolean isUnrestricted() {
        for (Selector selector : selectors) {
            if (selector.isUnrestricted()) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether one of the sets of rights has every channel. */
    boolean allowsEveryChannel() {
        return selectors.stream().anyMatch(Selector::allowsEveryChannel);
    }

    /** Returns whether a channel, or a pattern as such, may be listened to. */
    public boolean allowsChannel(Bytes name, boolean isPattern) {
        return selectors.stream().anyMatch(selector -> selector.allowsChannel(name, isPattern));
    }

    /** Returns whether all that others may listen to may be listened to here. */
    boolean allowsChannelsOf(UserRules other) {
        if (allowsEveryChannel()) {
            return true;
        }
        List<Bytes> own = new ArrayList<>();
        selectors.forEach(selector -> own.addAll(selector.channels()));
        return other.selectors.stream()
                .allMatch(selector ->
                        !selector.allowsEveryChannel() && own.containsAll(selector.channels()));
    }

    // ---- telling

    /** Returns the flags in their order. */
    public List<Flag> flags() {
        return List.copyOf(flags);
    }

    /** Returns the hashes of the passwords. */
    public List<String> passwords() {
        return List.copyOf(passwords);
    }

    /** Returns the sets of rights, the user's own first; not to be changed. */
    public List<Selector> selectors() {
        return selectors;
    }

    /** Returns the rules that lead here from a user who is new. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        flags.forEach(flag -> text.append(flag.word()).append(' '));
        passwords.forEach(password -> text.append('#').append(password).append(' '));
        text.append(selectors.getFirst().describe());
        for (Selector selector : selectors.subList(1, selectors.size())) {
            text.append(" (").append(selector.describe()).append(')');
        }
        return text.toString();
    }

    // ---- changing

    Selector root() {
        return selectors.getFirst();
    }

    void add(Selector selector) {
        selectors.add(selector);
    }

    void dropSelectors() {
        selectors.subList(1, selectors.size()).clear();
    }

    /** Sets one of two flags that exclude each other. */
    void either(Flag flag, Flag instead) {
        flags.add(flag);
        flags.remove(instead);
    }

    void noPassword(boolean none) {
        passwords.clear();
        if (none) {
            flags.add(Flag.NO_PASSWORD);
        } else {
            flags.remove(Flag.NO_PASSWORD);
        }
    }

    void addPassword(String hash) {
        if (!passwords.contains(hash)) {
            passwords.add(hash);
        }
        flags.remove(Flag.NO_PASSWORD);
    }

    /** Returns whether there was such a password. */
    boolean removePassword(String hash) {
        return passwords.remove(hash);
    }
}
