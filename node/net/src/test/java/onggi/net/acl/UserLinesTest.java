package onggi.net.acl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import onggi.engine.CommandTable;
import onggi.net.NetFamilies;
import org.junit.jupiter.api.Test;

/** The file of users, and users in the configuration. */
class UserLinesTest {

    private static final String UNCHANGED =
            "WARNING: ACL errors detected, no change to the previously active ACL rules was"
                    + " performed";

    private final AccessControl access =
            new AccessControl(CommandTable.of(NetFamilies.all()).rows());

    @Test
    void loadedUsers_takeThePlaceOfAll() {
        access.change("old", List.of("on"));

        assertThat(access.load(new FileOfText("user alice on nopass +ping ~a*\n\nuser bob off\n")))
                .isNull();

        assertThat(access.lines())
                .containsExactly(
                        "user alice on nopass ~a* resetchannels -@all +ping",
                        "user bob off resetchannels -@all",
                        "user default on nopass ~* &* +@all");
    }

    @Test
    void mistakes_areAllToldAndNothingChanges() {
        List<String> before = access.lines();

        assertThat(
                        access.load(
                                new FileOfText(
                                        """
                                        alice on
                                        user bob hello +nosuch
                                        user bob on
                                        user carl (+ping
                                        user d\te on
                                        """)))
                .isEqualTo(
                        "users.acl:1 should start with user keyword followed by the username. "
                                + "users.acl:2: Syntax error. "
                                + "users.acl:2: Error in applying operation '+nosuch': Unknown"
                                + " command or category name in ACL. "
                                + "WARNING: Duplicate user 'bob' found on line 3. "
                                + "users.acl:4: Unmatched parenthesis in selector definition."
                                + "'users.acl:5: username 'd\te' contains invalid characters. "
                                + UNCHANGED);

        assertThat(access.lines()).isEqualTo(before);
    }

    @Test
    void savedUsers_areLoadedAgain() throws IOException {
        access.change("alice", List.of("on", ">p", "%R~x", "(+ping", "~y)", "db=2", "&c"));
        List<String> lines = access.lines();
        FileOfText file = new FileOfText("");

        access.save(file);
        access.delete("alice");

        assertThat(access.load(file)).isNull();
        assertThat(access.lines()).isEqualTo(lines);
    }

    @Test
    void loadedUser_isAnotherOneUnlessTheDefaultUser() {
        access.change("alice", List.of("on"));
        AclUser alice = access.user("alice");

        access.load(new FileOfText("user alice off\nuser default off"));

        assertThat(access.user("alice")).isNotSameAs(alice);
        assertThat(access.user("default")).isSameAs(access.defaultUser());
    }

    @Test
    void linesOfTheConfiguration_areLookedAtButForCommands() {
        assertThat(UserLines.objection(List.of("a", "on", "+nosuch", "(~x", "+get)"), Set.of()))
                .isNull();
        assertThat(UserLines.objection(List.of("a", "what"), Set.of()))
                .isEqualTo("Error in user declaration 'what': Syntax error");
        assertThat(UserLines.objection(List.of("a"), Set.of("a")))
                .startsWith("Error in user declaration 'a': Duplicate user found.");
    }
}
