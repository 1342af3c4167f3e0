package onggi.systemtest.differential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import onggi.systemtest.differential.Grammar.Argument;
import onggi.systemtest.differential.Grammar.Command;
import onggi.testkit.Gen;

/** Draws scripts: a few commands on their keys, or on others, with what clients make of replies. */
final class ScriptArguments {

    /** Commands with which a script changes or reads what KEYS[1] is. */
    private static final List<String> CALLS =
            List.of(
                    "'get',k",
                    "'set',k,v",
                    "'incr',k",
                    "'incrby',k,#KEYS",
                    "'append',k,v",
                    "'del',k",
                    "'lpush',k,v,#ARGV",
                    "'rpop',k",
                    "'lrange',k,0,-1",
                    "'llen',k",
                    "'hset',k,'f',v,'g',1.5",
                    "'hget',k,'f'",
                    "'hincrbyfloat',k,'g',0.5",
                    "'sadd',k,v",
                    "'sismember',k,v",
                    "'scard',k",
                    "'zadd',k,#ARGV,v",
                    "'zscore',k,v",
                    "'zrange',k,0,-1,'withscores'",
                    "'exists',k,'undeclared'",
                    "'type',k",
                    "'object','encoding','int'",
                    "'rename',k,'undeclared'",
                    "'persist',k",
                    "'getset','undeclared',v",
                    "'publish','ch',v",
                    "'ping'",
                    "'nosuch',k",
                    "'set',k",
                    "'blpop',k,0",
                    "'multi'",
                    "'select',0",
                    "'dbsize'",
                    "'echo',v",
                    "'lmpop',1,k,'left'",
                    "'strlen',k",
                    "'setrange',k,3,v",
                    "'mget',k,'undeclared','a'");

    private static final List<String> BEGINNINGS =
            List.of(
                    "local k,v=KEYS[1] or 'k0',ARGV[1] or 'v0' ",
                    "local k,v=KEYS[2] or 'k0',ARGV[2] or 'v0' ",
                    "local k,v=KEYS[#KEYS] or 'k0',ARGV[#ARGV] or 'v0' ",
                    "redis.setresp(3) local k,v=KEYS[1] or 'k0',ARGV[1] or 'v0' ",
                    "#!lua\nlocal k,v=KEYS[1] or 'k0',ARGV[1] or 'v0' ",
                    "#!lua flags=no-writes\nlocal k,v=KEYS[1] or 'k0',ARGV[1] or 'v0' ");

    private static final List<String> ENDS =
            List.of(
                    "return {type(r)=='table' and #r or tostring(r),type(r)}",
                    "if type(r) == 'table' then return {#r,r.ok,r.err,r} end return {r}",
                    "error('end')",
                    "return redis.error_reply('SOME error')",
                    "return {ok=tostring(#KEYS)}",
                    "return #ARGV + #KEYS / 2");

    private static final String LIBRARY =
            "f5c34066406c1f23216c7561206e616d653d6c310a72656469732e72656769737465725f"
                    + "66756e0b6374696f6e28276631272c20e0000e106b6579732c6172677329207265747572"
                    + "6e200640380a63616c6c2827676574272c40220f5b315d206f72202761272920656e6429"
                    + "0a00772e41f161ae8208";

    private static final List<String> FUNCTIONS = List.of("f1", "f2", "F1", "f3");
    private static final List<String> LIBRARIES = List.of("l1", "l2", "L1");

    private ScriptArguments() {}

    /** Returns whether an argument is drawn here. */
    static boolean has(Command command, Argument argument) {
        return command.group().equals("scripting")
                && List.of(
                                "script",
                                "sha1",
                                "function",
                                "function-code",
                                "library-name",
                                "library-name-pattern",
                                "serialized-value")
                        .contains(argument.name());
    }

    /** Draws an argument. */
    static String value(Gen gen, Argument argument) {
        return switch (argument.name()) {
            case "sha1" -> sha1(script(gen));
            case "function" -> gen.pick(FUNCTIONS);
            case "function-code" -> library(gen);
            case "library-name" -> gen.pick(LIBRARIES);
            case "library-name-pattern" -> gen.pick("*", "l?", "L*", "x");
            case "serialized-value" -> payload(gen);
            default -> script(gen);
        };
    }

    private static String library(Gen gen) {
        String name = gen.chance(95) ? gen.pick(LIBRARIES) : gen.pick("", "l-1", "l 1");
        String function = gen.pick(FUNCTIONS);
        String body =
                "function(KEYS,ARGV) "
                        + gen.pick(BEGINNINGS.subList(0, 4))
                        + "local r=redis.pcall("
                        + gen.pick(CALLS)
                        + ") return r end";
        String registration =
                switch (gen.below(8)) {
                    case 0 -> "x = 1";
                    case 1 -> "redis.call('ping')";
                    case 2 ->
                            "redis.register_function{function_name='%s',callback=%s,flags={'no-writes'}}"
                                    .formatted(function, body);
                    case 3 ->
                            "redis.register_function{function_name='%s',callback=%s,description='d'}"
                                    .formatted(function, body);
                    default -> "redis.register_function('%s',%s)".formatted(function, body);
                };
        return "#!%s name=%s\n%s".formatted(gen.pick("lua", "lua", "LUA"), name, registration);
    }

    /** A library {@code l1} with {@code f1}, a key, or something else. */
    private static String payload(Gen gen) {
        return gen.chance(70)
                ? new String(HexFormat.of().parseHex(LIBRARY), StandardCharsets.ISO_8859_1)
                : gen.pick("", "x", "0123456789");
    }

    /** Half of the scripts are of a small number, so that SHA1s are those of scripts seen. */
    private static String script(Gen gen) {
        if (gen.chance(50)) {
            return "return redis.call(%s)"
                    .formatted(
                            gen.pick(CALLS.subList(0, 12))
                                    .replace("k,v", "KEYS[1],ARGV[1]")
                                    .replace(",k", ",KEYS[1]"));
        }
        StringBuilder script = new StringBuilder(gen.pick(BEGINNINGS)).append("local r ");
        int count = gen.between(1, 4);
        for (int i = 0; i < count; i++) {
            String function = gen.chance(70) ? "pcall" : "call";
            script.append("r=redis.").append(function).append('(').append(gen.pick(CALLS));
            script.append(") ");
        }
        return script.append(gen.chance(60) ? "return r" : gen.pick(ENDS)).toString();
    }

    private static String sha1(String script) {
        try {
            byte[] bytes = script.getBytes(StandardCharsets.ISO_8859_1);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
