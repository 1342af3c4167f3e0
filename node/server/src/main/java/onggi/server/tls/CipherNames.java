package onggi.server.tls;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Chooses ciphers of the JDK by a list in the language of OpenSSL, such as {@code
 * DEFAULT:!AES128-SHA256}: names and classes, joined by {@code +}, behind {@code -} (out), {@code
 * !} (out for good) or {@code +} (to the end).
 */
final class CipherNames {

    private static final String PREFIX = "TLS_";
    private static final String WITH = "_WITH_";

    private CipherNames() {}

    /**
     * Returns the chosen ones, all for TLS 1.2 and older, in order.
     *
     * @param list what is wanted
     * @param usual those that DEFAULT means
     * @param supported all there are
     */
    static List<String> choose(String list, List<String> usual, List<String> supported) {
        Set<String> chosen = new LinkedHashSet<>();
        Set<String> banned = new LinkedHashSet<>();
        for (String word : list.split("[:, ]+")) {
            if (word.isEmpty() || word.startsWith("@")) {
                continue;
            }
            char sign = word.charAt(0);
            boolean signed = sign == '-' || sign == '!' || sign == '+';
            List<String> meant = meant(signed ? word.substring(1) : word, usual, supported);
            switch (sign) {
                case '-' -> meant.forEach(chosen::remove);
                case '!' -> {
                    meant.forEach(chosen::remove);
                    banned.addAll(meant);
                }
                case '+' -> moveToEnd(chosen, meant);
                default -> chosen.addAll(meant);
            }
        }
        chosen.removeAll(banned);
        return List.copyOf(chosen);
    }

    private static void moveToEnd(Set<String> chosen, List<String> meant) {
        List<String> moved = new ArrayList<>(meant);
        moved.retainAll(chosen);
        moved.forEach(chosen::remove);
        chosen.addAll(moved);
    }

    private static List<String> meant(String word, List<String> usual, List<String> supported) {
        String upper = word.toUpperCase(Locale.ROOT);
        if (upper.equals("DEFAULT")) {
            return usual.stream().filter(CipherNames::isOld).toList();
        }
        Predicate<String> all = CipherNames::isOld;
        for (String part : upper.split("\\+")) {
            all = all.and(suite -> belongs(suite, part));
        }
        return supported.stream().filter(all).toList();
    }

    /** Whether a cipher is one of those before TLS 1.3, whose names tell of the key exchange. */
    private static boolean isOld(String suite) {
        return suite.startsWith(PREFIX) && suite.contains(WITH);
    }

    private static boolean belongs(String suite, String word) {
        String name = openSslName(suite);
        return switch (word) {
            case "ALL", "COMPLEMENTOFDEFAULT" -> !name.contains("NULL");
            case "HIGH" -> name.contains("AES") || name.contains("CHACHA20");
            case "ECDHE", "KECDHE", "EECDH", "KEECDH" -> name.startsWith("ECDHE-");
            case "DHE", "KDHE", "EDH", "KEDH", "DH" -> name.startsWith("DHE-");
            case "RSA", "KRSA" -> suite.startsWith("TLS_RSA_");
            case "ARSA" -> suite.contains("RSA_WITH_");
            case "ECDSA", "AECDSA" -> suite.contains("ECDSA_WITH_");
            case "AES" -> name.contains("AES");
            case "AES128" -> name.contains("AES128");
            case "AES256" -> name.contains("AES256");
            case "AESGCM" -> name.contains("AES") && name.contains("-GCM-");
            case "CHACHA20" -> name.contains("CHACHA20");
            case "3DES" -> name.contains("DES-CBC3");
            case "SHA", "SHA1" -> name.endsWith("-SHA");
            case "SHA256" -> name.endsWith("-SHA256");
            case "SHA384" -> name.endsWith("-SHA384");
            case "TLSV1.2" -> name.endsWith("-SHA256") || name.endsWith("-SHA384");
            default -> name.equals(word) || suite.equals(word);
        };
    }

    /** TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 is ECDHE-RSA-AES128-GCM-SHA256 to OpenSSL. */
    private static String openSslName(String suite) {
        int with = suite.indexOf(WITH);
        String exchange = suite.substring(PREFIX.length(), with).replace('_', '-');
        String cipher =
                suite.substring(with + WITH.length())
                        .replace("AES_", "AES")
                        .replace("_CBC", "")
                        .replace("3DES_EDE", "DES-CBC3")
                        .replace("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305")
                        .replace('_', '-');
        return exchange.equals("RSA") ? cipher : exchange + "-" + cipher;
    }
}
