package onggi.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import onggi.engine.Setting;
import onggi.engine.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {

    private final Settings settings = Directives.settings();

    private void read(String text) throws ConfigException {
        new ConfigReader(settings, new ConfigFiles(settings)).read(text);
    }

    private String value(String name) {
        Setting setting = settings.find(name);
        return setting == null ? "unknown" : settings.text(setting);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port 1234 | port | 1234",
                "PORT 1234 | port | 1234",
                "maxmemory 256mb | maxmemory | 268435456",
                "maxmemory 256m | maxmemory | 256000000",
                "maxmemory 1G | maxmemory | 1000000000",
                "maxmemory 1gb | maxmemory | 1073741824",
                "maxmemory 100kb | maxmemory | 102400",
                "maxmemory-clients 5% | maxmemory-clients | 5%",
                "requirepass redis!1234 | requirepass | redis!1234",
                "requirepass \"a \\x41\\n\" | requirepass | 'a A\n'",
                "requirepass 'it\\'s' | requirepass | it's",
                "requirepass #5e61 | requirepass | #5e61",
                "slave-read-only no | replica-read-only | no",
                "hash-max-ziplist-entries 7 | hash-max-listpack-entries | 7",
                "maxmemory-policy AllKeys-LRU | maxmemory-policy | allkeys-lru",
                "bind 0.0.0.0 ::1 | bind | 0.0.0.0 ::1",
                "save 60 10 | save | 60 10",
                "save \"\" | save | ''",
                "save | save | ''",
                "save 900 1 300 10 | save | 900 1 300 10",
                "save \"900 1\" | save | 900 1",
                "replicaof 127.0.0.1 6379 | slaveof | 127.0.0.1 6379",
                "notify-keyspace-events KEA | notify-keyspace-events | AKE",
                "unixsocketperm 755 | unixsocketperm | 755",
                "shutdown-on-sigterm nosave now | shutdown-on-sigterm | nosave now",
                "client-output-buffer-limit replica 1kb 2kb 3 | client-output-buffer-limit"
                        + " | normal 0 0 0 slave 1024 2048 3 pubsub 33554432 8388608 60",
            })
    void directive_setsItsValue(String line, String name, String wanted) throws ConfigException {
        read(line);

        assertThat(value(name)).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nosuch 1 | Bad directive or wrong number of arguments",
                "port | wrong number of arguments",
                "port 1 2 | wrong number of arguments",
                "port x | argument couldn't be parsed into an integer",
                "port 65536 | argument must be between 0 and 65535 inclusive",
                "maxmemory 5x | argument must be a memory value",
                "replica-read-only | wrong number of arguments",
                "appendonly maybe | argument must be 'yes' or 'no'",
                "appendfsync sometimes | argument(s) must be one of the following: everysec,"
                        + " always, no",
                "loglevel --bla | argument(s) must be one of the following: debug, verbose, notice,"
                        + " warning, nothing",
                "save 60 | Invalid save parameters",
                "replicaof 127.0.0.1 abc | Invalid master port",
                "dbfilename a/b | dbfilename can't be a path, just a filename",
                "requirepass \"open | Unbalanced quotes in configuration line",
                "sentinel monitor a | sentinel directive while not in sentinel mode",
            })
    void mistake_hasRedissReason(String line, String reason) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("# one\n\n" + line + "\nport 1\n"))
                .satisfies(e -> {
                    assertThat(e.fatalText("7.4.1"))
                            .contains(
                                    "Reading the configuration file, at line 3\n>>> '"
                                            + line
                                            + "'\n"
                                            + reason
                                            + "\n");
                    assertThat(e.fatalText("7.4.1"))
                            .startsWith("\n*** FATAL CONFIG FILE ERROR (Redis 7.");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bind 0.0.0.0 ::1 # both",
                "port 1 # mine",
                "save 60 10 # often",
                "appendonly yes #on"
            })
    void commentBehindADirective_isNamedAsTheCause(String line) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(line))
                .withMessageContaining("A '#' in the middle of a line is not a comment");
    }

    @Test
    void sameDirectiveTwice_lastOneCounts_andSaveLinesAddUp() throws ConfigException {
        read("port 1\nsave 900 1\nport 2\nsave 300 10\n");

        assertThat(value("port")).isEqualTo("2");
        assertThat(value("save")).isEqualTo("900 1 300 10");
    }

    @Test
    void windowsLineEnds_blanksAndComments_arePassedOver() throws ConfigException {
        read("  # comment\r\n\r\n\t port 7 \t\r\nlist-max-ziplist-entries 5\r\n");

        assertThat(value("port")).isEqualTo("7");
    }

    @Test
    void include_readsFilesInOrderOfName(@TempDir Path folder) throws ConfigException, IOException {
        Files.writeString(folder.resolve("b.conf"), "port 2\n");
        Files.writeString(folder.resolve("a.conf"), "port 1\ntimeout 5\n");

        read("include " + folder + "/*.conf\ninclude " + folder + "/none*.conf\n");

        assertThat(value("port")).isEqualTo("2");
        assertThat(value("timeout")).isEqualTo("5");
    }

    @Test
    void include_ofAMissingFile_isFatal() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("include /no/such/file.conf"))
                .withMessage(
                        "Fatal error, can't open config file '/no/such/file.conf': No such file or"
                                + " directory");
    }

    @Test
    void include_ofItself_ends(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("me.conf");
        Files.writeString(file, "include " + file + "\n");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("include " + file))
                .withMessageContaining("more than 16 deep");
    }

    @Test
    void renameCommand_isNoted() throws ConfigException {
        read("rename-command FLUSHDB badger\nrename-command DEBUG \"\"\n");

        assertThat(settings.renamings())
                .containsExactly(
                        new Settings.Renaming("FLUSHDB", "badger"),
                        new Settings.Renaming("DEBUG", ""));
    }

    @Test
    void users_areNotedAndLookedAtButForTheirCommands() throws ConfigException {
        read("user alice on (+nosuch ~a*) >p\nuser bob off\n");

        assertThat(settings.declaredUsers())
                .containsExactly(
                        List.of("alice", "on", "(+nosuch", "~a*)", ">p"), List.of("bob", "off"));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("user carl on\nuser carl off\n"))
                .withMessageStartingWith("Error in user declaration 'carl': Duplicate user found.");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("user dora hello\n"))
                .withMessage("Error in user declaration 'hello': Syntax error");
    }
}
