package dev.pluginhost.impl.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The directory of a plugin's data")
class DataDirectoryTest {

    @ParameterizedTest
    @CsvSource({
        "acme.weather, acme.weather",
        "acme.my_weather2$, acme.my_weather2$",
        "acme.Foo, ~e32c84c6185bcc7fedc0451ee0d2860b-acme.foo",
        "acme.\u00e9t\u00e9, ~6cd473ca6bf1e9d785eca50126fdf7b1-acme._t_",
        "aux.x, ~e111be43edb23e057fb0530a9d9ad809-aux.x",
        "nul, ~99e6242759016035192f8efe5f53878a-nul",
        "null1, null1",
        "auxiliary.x, auxiliary.x",
        "acme.aux, acme.aux"
    })
    @DisplayName("is called as its module, as far as every file system tells the letters apart")
    void names(String module, String directory) {
        assertEquals(directory, DataDirectory.nameOf(module));
    }

    @Test
    @DisplayName("is no other plugin's, however a file system folds letters")
    void injective() {
        Map<String, String> owners = new HashMap<>();
        for (String module : List.of(
                "acme.foo",
                "acme.Foo",
                "acme.FOO",
                "acme.\u00e9",
                "acme.e\u0301",
                "acme.\u00c9",
                "acme.\u212a",
                "acme.k",
                "acme.K",
                "acme.\u0131",
                "acme.i",
                "acme.\u0130",
                "aux",
                "Aux",
                "n".repeat(200),
                "N".repeat(200),
                "N".repeat(199),
                "N".repeat(199) + "n",
                "\u00e9".repeat(200))) {
            String name = DataDirectory.nameOf(module);
            String folded = Normalizer.normalize(name, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
            assertEquals(null, owners.put(folded, module), module);
            assertTrue(name.length() <= 255 && name.matches("[a-z0-9._$+~-]+"), name);
        }
    }
}
