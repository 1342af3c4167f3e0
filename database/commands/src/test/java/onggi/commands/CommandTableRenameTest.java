package onggi.commands;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import onggi.engine.Command;
import onggi.engine.CommandTable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandTableRenameTest {

    private final CommandTable table = CommandTable.of(Families.all());

    private @Nullable Command find(String name) {
        byte[] bytes = name.getBytes(US_ASCII);
        return table.find(bytes, 0, bytes.length);
    }

    @Test
    void rename_givesTheCommandItsNewNameOnly() {
        Command get = find("GET");

        table.rename("get", "Fetch");

        assertThat(find("get")).isNull();
        assertThat(find("FETCH")).isSameAs(get);
        assertThat(table.named("fetch")).isSameAs(get);
        assertThat(table.rows()).contains(get);
    }

    @Test
    void rename_toNothing_takesTheCommandAway_andNoOther() {
        int before = table.commands().size();

        table.rename("GET", "");

        assertThat(find("get")).isNull();
        assertThat(table.commands()).hasSize(before - 1);
        assertThat(table.commands())
                .allSatisfy(command -> assertThat(find(command.wireName())).isSameAs(command));
    }

    @Test
    void rename_thatCannotBe_saysWhy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.rename("nothing", "x"))
                .withMessage("No such command in rename-command");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.rename("get", "SET"))
                .withMessage("Target command name already exists");
    }
}
