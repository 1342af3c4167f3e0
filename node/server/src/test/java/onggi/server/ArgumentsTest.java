package onggi.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentsTest {

    private static String lines(String... args) {
        return Arguments.parse(args).directives();
    }

    @Test
    void names_beginLines_andValuesFollow() {
        assertThat(lines("--port", "6380", "--save", "60", "10"))
                .isEqualTo("port \"6380\" \nsave \"60\" \"10\" ");
    }

    @Test
    void nameAndValueInOneArgument_areOneLine() {
        assertThat(lines("--port 6380", "--timeout 5")).isEqualTo("port 6380 \ntimeout 5 ");
    }

    @Test
    void nameDirectlyBehindAName_isItsValue() {
        assertThat(lines("--loglevel", "--bla")).isEqualTo("loglevel \"--bla\" ");
    }

    @Test
    void saveWithNothing_meansNone() {
        assertThat(lines("--save", "--port", "1")).isEqualTo("save \"\"\nport \"1\" ");
        assertThat(lines("--save")).isEqualTo("save \"\"");
        assertThat(lines("--save", "")).isEqualTo("save \"\" ");
    }

    @Test
    void firstArgument_isTheFile_andLastDashTheInput() {
        Arguments arguments = Arguments.parse(new String[] {"/redis.conf", "--port", "1", "-"});

        assertThat(arguments.configFile()).isEqualTo("/redis.conf");
        assertThat(arguments.fromInput()).isTrue();
        assertThat(arguments.directives()).isEqualTo("port \"1\" ");
    }

    @Test
    void questions_areNotServers() {
        assertThat(Arguments.parse(new String[] {"-v"}).request())
                .isEqualTo(Arguments.Request.VERSION);
        assertThat(Arguments.parse(new String[] {"--help"}).request())
                .isEqualTo(Arguments.Request.HELP);
        assertThat(Arguments.parse(new String[] {}).request()).isEqualTo(Arguments.Request.SERVE);
    }
}
