package onggi.lua.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random arguments give the same here and in the real server. {@code -Dlua.cases=200000} for a long
 * run.
 */
@NeedsRedis
class LibraryOracleProperties {

    private static final int CASES = Integer.getInteger("lua.cases", 2_000);
    private static final int BATCH = 500;

    private static RedisOracle oracle;

    @BeforeAll
    static void start() {
        oracle = new RedisOracle();
    }

    @AfterAll
    static void stop() {
        oracle.close();
    }

    @Test
    void patterns_matchTheSame() {
        check(
                "local r, n = {}, 0 for x, y in a:gmatch(b) do n = n + 1 r[n] = {x, y} end"
                        + " return {a:find(b)}, {a:match(b, 2)}, {a:gsub(b, '<%0>')},"
                        + " {a:gsub(b, '%1', 2)}, r",
                LibraryCases::subject, LibraryCases::pattern);
    }

    @Test
    void patterns_failTheSame() {
        check(
                "return pcall(a.find, a, b, 3), pcall(a.gsub, a, b, '%1%2%%')",
                LibraryCases::subject, LibraryCases::brokenPattern);
    }

    @Test
    void formats_printTheSame() {
        check("return a:format(tonumber(b))", LibraryCases::numberFormat, LibraryCases::number);
    }

    @Test
    void strings_printTheSame() {
        check("return a:format(b, b, b)", LibraryCases::anyFormat, LibraryCases::subject);
    }

    @Test
    void json_isReadAndWrittenTheSame() {
        check("local v = cjson.decode(a) return v, cjson.encode(v)", LibraryCases::json, gen -> "");
    }

    @Test
    void jsonStrings_areWrittenTheSame() {
        check(
                "return cjson.encode(a), cjson.encode({[a] = tonumber(b), tonumber(b)})",
                LibraryCases::bytes,
                LibraryCases::number);
    }

    @Test
    void msgpack_isReadTheSame() {
        check(
                "local function flat(v) if type(v) ~= 'table' then return true end"
                        + " for k, x in pairs(v) do if type(k) == 'table' or not flat(x) then"
                        + " return false end end return true end"
                        + " if not flat({cmsgpack.unpack(a)}) then return 'order by address' end"
                        + " return cmsgpack.unpack(a), {cmsgpack.unpack_one(a)},"
                        + " {cmsgpack.unpack_limit(a, 2, 1)}, cmsgpack.pack(cmsgpack.unpack(a))",
                LibraryCases::msgpack,
                gen -> "");
    }

    @Test
    void msgpack_isWrittenTheSame() {
        check(
                "return cmsgpack.pack(cjson.decode(a), tonumber(b), a)",
                LibraryCases::validJson,
                LibraryCases::number);
    }

    @Test
    void structs_areReadTheSame() {
        check(
                "return {struct.unpack(a, b)}, {pcall(struct.size, a)}, {pcall(struct.unpack, a, b, 2)}",
                LibraryCases::structFormat,
                LibraryCases::bytes);
    }

    @Test
    void structs_areWrittenTheSame() {
        check(
                "local n = tonumber(b) return struct.pack(a, n, n / 3, b, -n, b, n)",
                LibraryCases::structFormat,
                LibraryCases::number);
    }

    @Test
    void sorts_compareTheSame() {
        check(
                "local t, r = {}, 0 for i = 1, #a do t[i] = a:byte(i) end"
                        + " local ok, e = pcall(table.sort, t, function(x, y)"
                        + " r = (r * 31 + (x or 7) * 5 + (y or 9)) % 65521"
                        + " if b == '<' then return x < y elseif b == '>' then return x > y"
                        + " else return x <= y end end) return r, ok, e, t",
                LibraryCases::bytes, gen -> gen.pick("<", ">", "<="));
    }

    @Test
    void numbers_areCalculatedTheSame() {
        check(
                "local x, y = tonumber(a), tonumber(b) return math.floor(x), math.ceil(x),"
                        + " {math.modf(x)}, {math.frexp(x)}, math.fmod(x, y), math.max(x, y),"
                        + " math.sqrt(math.abs(x)), bit.tobit(x), bit.band(x, y), bit.bxor(x, y),"
                        + " bit.lshift(x, y), bit.rshift(x, y), bit.arshift(x, y), bit.rol(x, y),"
                        + " bit.bswap(x), bit.tohex(x, y), tostring(x), x .. ''",
                LibraryCases::number,
                LibraryCases::number);
    }

    @Test
    void randomNumbers_areTheSame() {
        check(
                "local n = math.randomseed(tonumber(a)) or math.floor(tonumber(b)) return"
                        + " math.random(), pcall(math.random, n), pcall(math.random, -5, n),"
                        + " math.random(1000)",
                LibraryCases::number,
                LibraryCases::number);
    }

    @Test
    void slices_areTheSame() {
        check(
                "local n, m = b:byte(1, 2) n, m = (n or 5) % 32 - 16, (m or 5) % 32 - 16"
                        + " return a:sub(n, m), a:sub(m), {a:byte(n, m)}, a:rep(m), a:find('', n),"
                        + " a:upper(), a:lower(), a:reverse(), a:find(b, n, true)",
                LibraryCases::bytes, LibraryCases::subject);
    }

    @Test
    void tables_changeTheSame() {
        check(
                "local t = {} for i = 1, #a do local c = a:byte(i)"
                        + " if c % 4 == 0 then table.remove(t, c % 7)"
                        + " elseif c % 4 == 1 then table.insert(t, c % 9, i)"
                        + " elseif c % 4 == 2 then table.insert(t, i) else t[c % 16] = i end end"
                        + " return t, #t, table.maxn(t), table.getn(t),"
                        + " {pcall(table.concat, t, b)}, {pcall(table.concat, t, b, 2, 5)}",
                LibraryCases::bytes, LibraryCases::subject);
    }

    private static void check(
            String body, Function<Gen, String> first, Function<Gen, String> second) {
        String script = RedisOracle.forEachPair(body);
        Gen gen = new Gen(Gen.firstSeed());
        int succeeded = 0;
        for (int done = 0; done < CASES; done += BATCH) {
            List<String> arguments = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                arguments.add(first.apply(gen));
                arguments.add(second.apply(gen));
            }
            succeeded += compare(script, arguments);
        }
        assertThat(succeeded).as("cases without an error").isGreaterThan(CASES / 5);
    }

    /** Compares both sides, and gives how many cases raised no error. */
    private static int compare(String script, List<String> arguments) {
        String[] given = arguments.toArray(String[]::new);
        List<String> expected = oracle.there(script, given);
        List<String> actual = oracle.here(script, given);
        int succeeded = 0;
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i))
                    .as("%s and %s", arguments.get(2 * i), arguments.get(2 * i + 1))
                    .isEqualTo(expected.get(i));
            succeeded += actual.get(i).startsWith("true") ? 1 : 0;
        }
        return succeeded;
    }
}
