package dev.pluginhost.cli.timeline;

import static dev.pluginhost.cli.timeline.Starts.plugin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.pluginhost.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page of a timeline")
class TimelinePageTest {

    private static final Pattern ELEMENT = Pattern.compile("<(style|script)([^>]*)>(.*?)</\\1>", Pattern.DOTALL);

    @Test
    @DisplayName("allows its own style and its own script to be used, and nothing else")
    void policy() throws Exception {
        String page = Timeline.of(Starts.many(5, 2), "test").page();

        Matcher policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"")
                .matcher(page);
        assertTrue(policy.find());
        Matcher element = ELEMENT.matcher(page);
        int checked = 0;
        while (element.find()) {
            if (!element.group(2).contains("application/json")) {
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest(element.group(3).getBytes(StandardCharsets.UTF_8));
                String hash = "sha256-" + Base64.getEncoder().encodeToString(digest);
                assertTrue(policy.group(1).contains(element.group(1) + "-src '" + hash + "'"), element.group(1));
                checked++;
            }
        }
        assertEquals(2, checked, "one style and one script");
        assertTrue(policy.group(1).startsWith("default-src 'none';"), policy.group(1));
        assertFalse(policy.group(1).contains("unsafe"), policy.group(1));
    }

    @Test
    @DisplayName("refers to nothing outside itself")
    void selfContained() {
        String page = Timeline.of(List.of(), "test").page();

        Matcher reference = Pattern.compile(
                        "(?i)\\b(src|href)\\s*=|@import|url\\((?!#)|fetch\\(|XMLHttp|https?://(?!www\\.w3\\.org/2000/svg)")
                .matcher(page);
        assertFalse(reference.find(), () -> reference.group());
    }

    @Test
    @DisplayName("holds texts of plugins as data that can end no element")
    void hostile() {
        String hostile = "</script><script>hacked()</script><!-- \u2028 {{SCRIPT}} \\\" ' & \u0007";
        String page = Timeline.of(
                        List.of(plugin(hostile)
                                .on(1)
                                .runs(0, 5)
                                .fails(Reason.START_FAILED, hostile)
                                .entry()),
                        hostile)
                .page();

        Matcher data = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertTrue(data.find());
        JsonObject read = JsonParser.parseString(data.group(1)).getAsJsonObject();
        assertEquals(hostile, read.get("source").getAsString());
        assertEquals(
                hostile,
                read.getAsJsonArray("imports")
                        .get(0)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString());
        assertFalse(page.contains("<script>hacked"));
        assertEquals(2, page.split("<script", -1).length - 1, "the data and the script");
    }

    @Test
    @DisplayName("can be made without an import")
    void empty() {
        Timeline timeline = Timeline.of(List.of(), "test");

        assertTrue(timeline.isEmpty());
        assertTrue(timeline.page().contains("\"imports\":[]"));
        assertEquals("No imports in test", timeline.summary().strip());
        assertEquals(
                0,
                JsonParser.parseString(timeline.json())
                        .getAsJsonObject()
                        .getAsJsonArray("imports")
                        .size());
    }
}
