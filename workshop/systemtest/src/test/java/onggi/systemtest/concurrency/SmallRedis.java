package onggi.systemtest.concurrency;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import onggi.testkit.History.Outcome;

/**
 * A model of some commands on some keys. A state maps keys to a string, a list, or members with
 * integer scores; it is never changed. A request is one command, or several for a transaction.
 */
final class SmallRedis {

    private static final String NIL = "$-1\r\n";

    private SmallRedis() {}

    static Outcome<Map<String, Object>> apply(
            Map<String, Object> state, List<List<String>> request) {
        Map<String, Object> keys = new HashMap<>(state);
        String replies =
                request.stream().map(command -> run(keys, command)).collect(Collectors.joining());
        String reply = request.size() == 1 ? replies : "*" + request.size() + "\r\n" + replies;
        return new Outcome<>(reply, Map.copyOf(keys));
    }

    private static String run(Map<String, Object> keys, List<String> command) {
        String key = command.get(1);
        return switch (command.getFirst()) {
            case "GET" -> keys.get(key) instanceof String text ? bulk(text) : NIL;
            case "SET" -> {
                keys.put(key, command.get(2));
                yield "+OK\r\n";
            }
            case "INCR" -> {
                long sum = Long.parseLong((String) keys.getOrDefault(key, "0")) + 1;
                keys.put(key, Long.toString(sum));
                yield integer(sum);
            }
            case "DEL" -> integer(keys.remove(key) == null ? 0 : 1);
            case "LPUSH", "RPUSH", "LPOP", "RPOP", "LRANGE" -> list(keys, command);
            case "ZINCRBY", "ZSCORE", "ZPOPMIN", "ZRANGE" -> scores(keys, command);
            default -> throw new IllegalArgumentException("not modelled: " + command);
        };
    }

    @SuppressWarnings("unchecked") // a key of this model holds one type for ever
    private static String list(Map<String, Object> keys, List<String> command) {
        String key = command.get(1);
        List<String> list = new ArrayList<>((List<String>) keys.getOrDefault(key, List.of()));
        String reply =
                switch (command.getFirst()) {
                    case "LPUSH" -> {
                        list.addFirst(command.get(2));
                        yield integer(list.size());
                    }
                    case "RPUSH" -> {
                        list.addLast(command.get(2));
                        yield integer(list.size());
                    }
                    case "LPOP" -> list.isEmpty() ? NIL : bulk(list.removeFirst());
                    case "RPOP" -> list.isEmpty() ? NIL : bulk(list.removeLast());
                    default -> array(list);
                };
        store(keys, key, List.copyOf(list), list.isEmpty());
        return reply;
    }

    @SuppressWarnings("unchecked") // a key of this model holds one type for ever
    private static String scores(Map<String, Object> keys, List<String> command) {
        String key = command.get(1);
        Map<String, Long> scores =
                new TreeMap<>((Map<String, Long>) keys.getOrDefault(key, Map.of()));
        String reply =
                switch (command.getFirst()) {
                    case "ZINCRBY" -> {
                        String member = command.get(3);
                        long score =
                                scores.getOrDefault(member, 0L) + Long.parseLong(command.get(2));
                        scores.put(member, score);
                        yield bulk(Long.toString(score));
                    }
                    case "ZSCORE" -> {
                        Long score = scores.get(command.get(2));
                        yield score == null ? NIL : bulk(score.toString());
                    }
                    case "ZPOPMIN" -> {
                        List<String> order = inOrder(scores);
                        yield order.isEmpty()
                                ? "*0\r\n"
                                : array(
                                        List.of(
                                                order.getFirst(),
                                                String.valueOf(scores.remove(order.getFirst()))));
                    }
                    default -> array(inOrder(scores));
                };
        store(keys, key, Map.copyOf(scores), scores.isEmpty());
        return reply;
    }

    private static List<String> inOrder(Map<String, Long> scores) {
        // The map is in the order of members, and sorting keeps it where scores are equal.
        return scores.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void store(Map<String, Object> keys, String key, Object value, boolean empty) {
        if (empty) {
            keys.remove(key);
        } else {
            keys.put(key, value);
        }
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    private static String integer(long value) {
        return ":" + value + "\r\n";
    }

    private static String array(List<String> texts) {
        return "*"
                + texts.size()
                + "\r\n"
                + texts.stream().map(SmallRedis::bulk).collect(Collectors.joining());
    }
}
