package onggi.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TclListTest {

    @Test
    void elements_readsEveryKindOfWord() {
        assertThat(TclList.elements("ok {a name} 12")).containsExactly("ok", "a name", "12");
        assertThat(TclList.elements("err {a {nested {deep}} b} {} 0"))
                .containsExactly("err", "a {nested {deep}} b", "", "0");
        assertThat(TclList.elements("a\\ b \\{ x\\n\\$y {\\}}"))
                .containsExactly("a b", "{", "x\n$y", "\\}");
    }

    @Test
    void elements_takesOnlyTclsWhiteSpaceAsSpace() {
        assertThat(TclList.elements("a\u001cb\u00a0c\td")).containsExactly("a\u001cb\u00a0c", "d");
    }

    @Test
    void of_isReadBackAsItWas() {
        String[] elements = {"run", "unit/type/set", "", "a b\tc\nd", "{[\"$x\"]};\\ # }"};

        assertThat(TclList.elements(TclList.of(elements))).containsExactly(elements);
    }
}
