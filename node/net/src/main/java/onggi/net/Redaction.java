package onggi.net;

import onggi.bytes.Bytes;
import onggi.engine.Call;

/** Which arguments are secrets that neither monitors nor the slow log may show. */
final class Redaction {

    /** Stands in the place of a secret. */
    static final Bytes TEXT = Bytes.of("(redacted)");

    private Redaction() {}

    /** Returns whether an argument is a secret. */
    static boolean hides(Call call, int argument) {
        return switch (call.command().wireName()) {
            case "auth" -> argument > 0;
            case "acl|setuser" -> argument > 1;
            case "hello" -> isHelloSecret(call, argument);
            case "config|set" -> argument > 2 && isSecretSetting(call, argument - 1);
            default -> false;
        };
    }

    /** Returns whether a pair of CONFIG SET begins with the name of a setting that is a secret. */
    private static boolean isSecretSetting(Call call, int name) {
        return name % 2 == 0
                && (call.is(name, "REQUIREPASS")
                        || call.is(name, "MASTERAUTH")
                        || call.is(name, "TLS-KEY-FILE-PASS")
                        || call.is(name, "TLS-CLIENT-KEY-FILE-PASS"));
    }

    private static boolean isHelloSecret(Call call, int argument) {
        for (int i = 2; i < argument; i++) {
            if (call.is(i, "AUTH")) {
                return argument <= i + 2;
            }
            if (call.is(i, "SETNAME")) {
                i++;
            }
        }
        return false;
    }
}
