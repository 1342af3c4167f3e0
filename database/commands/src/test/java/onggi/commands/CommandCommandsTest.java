package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandCommandsTest {

    @RegisterExtension final TestStore store = new TestStore();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET k v | [[$k, [+OW, +update]]]",
                "SET k v EX 10 | [[$k, [+OW, +update]]]",
                "SET k v EX 10 GET | [[$k, [+RW, +access, +update]]]",
                "BITFIELD k GET u8 0 | [[$k, [+RO, +access]]]",
                "BITFIELD k GET u8 0 SET u8 0 1 | [[$k, [+RW, +access, +update]]]",
                "GETDEL k | [[$k, [+RW, +access, +delete]]]",
            })
    void getKeysAndFlags_looksAtTheArguments(String command, String shown) {
        String[] arguments = ("COMMAND GETKEYSANDFLAGS " + command).split(" ");

        assertThat(store.run(arguments)).isShown(shown);
    }
}
