package dev.pluginhost.cli.timeline;

import static dev.pluginhost.cli.timeline.Starts.plugin;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.pluginhost.Reason;
import dev.pluginhost.TimelineEntry;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.WheelInput.ScrollOrigin;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The page in a real browser: Chromium and its driver, as distributions have them. Without them the tests are skipped, but fail if
 * the environment variable {@code PLUGINHOST_BROWSER} is {@code required}.
 */
@Tag("slow")
@DisplayName("The page of a timeline, in Chromium,")
class BrowserTest {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    /** It says that it knows less of this Chromium than of others; a strong reference, as the log manager keeps none. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private static @Nullable ChromeDriver browser;

    @TempDir
    static Path directory;

    @BeforeAll
    static void open() {
        Path chromium = installed("chromium", "chromium-browser", "google-chrome");
        Path driver = installed("chromedriver");
        if (chromium == null || driver == null) {
            String missing =
                    "There is no Chromium with its driver here; install the packages chromium and chromium-driver";
            if ("required".equals(System.getenv("PLUGINHOST_BROWSER"))) {
                fail(missing);
            }
            abort(missing);
        }
        SELENIUM.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toString());
        options.addArguments(
                "--headless=new",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--force-device-scale-factor=1");
        if ("root".equals(System.getProperty("user.name"))) {
            options.addArguments("--no-sandbox");
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        // With the path of the driver given, Selenium looks for none in the network.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .withSilent(true)
                .build();
        browser = new ChromeDriver(service, options);
        browser.manage().window().setSize(new Dimension(1400, 1000));
    }

    private static @Nullable Path installed(String... names) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            for (String name : names) {
                Path program = Path.of(directory, name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        return null;
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
            browser = null;
        }
    }

    private static ChromeDriver browser() {
        assertNotNull(browser);
        return browser;
    }

    @AfterEach
    void asDelivered() {
        browser().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "", "features", List.of()));
        assertQuiet();
    }

    /** No message of the browser since the last look, such as an error or a violation of the policy, and no request but for the page. */
    private static void assertQuiet() {
        List<String> said = new ArrayList<>();
        for (LogEntry entry : browser().manage().logs().get(LogType.BROWSER)) {
            said.add(entry.getMessage());
        }
        assertEquals(List.of(), said, "messages of the browser");
        List<String> requests = new ArrayList<>();
        for (LogEntry entry : browser().manage().logs().get(LogType.PERFORMANCE)) {
            JsonObject message =
                    JsonParser.parseString(entry.getMessage()).getAsJsonObject().getAsJsonObject("message");
            if (message.get("method").getAsString().equals("Network.requestWillBeSent")) {
                requests.add(message.getAsJsonObject("params")
                        .getAsJsonObject("request")
                        .get("url")
                        .getAsString());
            }
        }
        assertFalse(requests.isEmpty(), "the page itself is requested");
        requests.removeIf(url -> url.startsWith(directory.toUri().toString()));
        assertEquals(List.of(), requests, "requests");
    }

    @Test
    @DisplayName("opens with 1,000 plugins in less than two seconds")
    void fast() throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open(Starts.many(1_000, 4));
            times.add(((Number) script("return performance.getEntriesByName('timeline-drawn')[0].startTime"))
                    .doubleValue());
        }
        System.out.println("[timeline] 1,000 plugins are drawn after " + times + " ms");

        assertTrue(Collections.min(times) < 2_000, "drawn after " + times + " ms");
        assertTrue(imports() >= 200, "rows of the table");
        screenshot("1000-plugins");
    }

    @Test
    @DisplayName("shows stages, the caller, prerequisites and dependents of the import under the pointer")
    void hover() throws Exception {
        open(List.of(
                plugin("acme.base").on(1).runs(0, 30).entry(),
                plugin("acme.other").on(2).runs(0, 40).entry(),
                plugin("acme.middle")
                        .on(1)
                        .needs("acme.base", "acme.other", "acme.before")
                        .runs(40, 90)
                        .entry(),
                plugin("acme.last").on(2).needs("acme.middle").runs(90, 120).entry()));
        assertFalse(find("#tip").isDisplayed());

        hover("acme.middle");

        String tip = find("#tip").getText();
        assertAll(
                () -> assertTrue(tip.startsWith("acme.middle1.2.0"), tip),
                () -> assertTrue(tip.contains("start\n50.0 ms"), tip),
                () -> assertTrue(tip.contains("queue\n40.0 ms"), tip),
                () -> assertTrue(tip.contains("asked for by\nPluginHost.start"), tip),
                () -> assertTrue(tip.contains("prerequisites\nacme.base, acme.other"), tip),
                () -> assertTrue(tip.contains("imported earlier\nacme.before"), tip),
                () -> assertTrue(tip.contains("dependents\nacme.last"), tip),
                () -> assertEquals(List.of("0-2", "1-2"), arrows("need")),
                () -> assertEquals(List.of("2-3"), arrows("dependent")));

        new Actions(browser()).moveToLocation(700, 700).perform();
        assertFalse(find("#tip").isDisplayed());
        assertEquals(List.of(), arrows("need"));
    }

    @Test
    @DisplayName("marks the longest path and lists what each step contributes")
    void path() throws Exception {
        open(List.of(
                plugin("acme.base").on(1).runs(0, 30).entry(),
                plugin("acme.short").on(2).runs(0, 10).entry(),
                plugin("acme.last").on(2).needs("acme.base").runs(30, 100).entry()));

        List<String> steps = texts("#path li");

        assertEquals(2, steps.size());
        assertTrue(steps.get(0).matches("(?s)30\\.0 ms.*acme\\.base.*requested by PluginHost\\.start"), steps.get(0));
        assertTrue(
                steps.get(1).matches("(?s)70\\.0 ms.*acme\\.last.*after its prerequisite acme\\.base"), steps.get(1));
        assertTrue(isMarked("acme.base"));
        assertTrue(isMarked("acme.last"));
        assertFalse(isMarked("acme.short"));
        find("#path-only").click();
        assertEquals(2, imports());
    }

    @Test
    @DisplayName("finds imports by name, caller, thread and failure, and shows failures in words and signs")
    void search() throws Exception {
        open(Starts.many(300, 3));

        type("plugin29");
        assertEquals("11 of 300 imports", find("#matches").getText());
        assertEquals(11, imports());
        type("PLUGIN29 import-2");
        assertTrue(imports() < 11 && imports() > 0);
        type("licence");
        assertEquals(3, imports());
        assertTrue(
                texts("#rows tr").get(0).contains("✕ START_FAILED"),
                texts("#rows tr").toString());
        type("nothing is called so");
        assertEquals(0, imports());
        type("");
        find("#failed-only").click();
        assertEquals(3, imports());

        type("plugin137");
        find("#query").sendKeys(Keys.ENTER);
        assertTrue(
                find("#details").getText().contains("✕ failed: START_FAILED"),
                find("#details").getText());
    }

    @Test
    @DisplayName("sorts the table by any column, numbers as numbers")
    void sort() throws Exception {
        open(List.of(
                plugin("acme.p10").on(1).runs(0, 9).entry(),
                plugin("acme.p9").on(2).runs(0, 100).entry(),
                plugin("acme.p1").on(3).runs(0, 20).entry()));

        assertEquals(List.of("acme.p9", "acme.p1", "acme.p10"), texts("#rows td:first-child"), "the slowest first");
        column("name").click();
        assertEquals(List.of("acme.p1", "acme.p9", "acme.p10"), texts("#rows td:first-child"));
        assertEquals("ascending", find("th[data-key=name]").getDomAttribute("aria-sort"));
        column("name").sendKeys(Keys.ENTER);
        assertEquals(List.of("acme.p10", "acme.p9", "acme.p1"), texts("#rows td:first-child"));
        assertEquals("descending", find("th[data-key=name]").getDomAttribute("aria-sort"));
        column("start").click();
        column("start").click();
        assertEquals(List.of("acme.p10", "acme.p1", "acme.p9"), texts("#rows td:first-child"));
        assertEquals(1, browser().findElements(By.cssSelector("th[aria-sort]")).size());
    }

    @Test
    @DisplayName("zooms and moves by wheel, by pointer and by keys, and selects by keys")
    void keys() throws Exception {
        open(Starts.many(50, 2));
        double whole = span();
        WebElement plot = find("#plot");

        plot.sendKeys("+");
        double nearer = span();
        assertTrue(nearer < whole * 0.7, nearer + " of " + whole);
        double before = from();
        plot.sendKeys(Keys.ARROW_RIGHT);
        assertTrue(from() > before);
        new Actions(browser()).dragAndDropBy(plot, 200, 0).perform();
        assertTrue(from() < before + nearer * 0.1);
        plot.sendKeys("0");
        assertTrue(span() > nearer * 1.3);
        double all = span();
        new Actions(browser())
                .keyDown(Keys.CONTROL)
                .scrollFromOrigin(ScrollOrigin.fromElement(plot), 0, -240)
                .keyUp(Keys.CONTROL)
                .perform();
        assertTrue(span() < all * 0.9, span() + " of " + all);

        plot.sendKeys(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
        assertTrue(
                find("#details").getText().startsWith("acme.plugin"),
                find("#details").getText());
        double selecting = span();
        plot.sendKeys(Keys.ENTER);
        assertTrue(span() < selecting);
        plot.sendKeys(Keys.ESCAPE);
        assertFalse(find("#details").isDisplayed());
    }

    @Test
    @DisplayName("leads from a name to its import, and from there to its prerequisites")
    void links() throws Exception {
        open(List.of(
                plugin("acme.base").on(1).runs(0, 30).entry(),
                plugin("acme.last").on(2).needs("acme.base").runs(30, 100).entry()));

        find("#rows button[data-index='1']").click();
        assertTrue(
                find("#details").getText().startsWith("acme.last"),
                find("#details").getText());
        assertEquals(List.of("0-1"), arrows("need"));
        find("#details button[data-index='0']").click();
        assertTrue(
                find("#details").getText().startsWith("acme.base"),
                find("#details").getText());
    }

    @Test
    @DisplayName("goes from phase to phase")
    void phases() throws Exception {
        open(List.of(
                plugin("acme.eager").on(1).runs(0, 30).entry(),
                plugin("acme.late")
                        .requested(90_000, "app/App.run(App.java:3)")
                        .on(1)
                        .runs(90_000, 90_500)
                        .entry()));
        assertTrue(span() < 1e9, "the start, not the hour after it");

        find("#phase").sendKeys("2");
        assertTrue(from() > 80e9 && span() < 2e9, from() + ", " + span());
        assertTrue(
                texts("#path li").get(0).contains("acme.late"),
                texts("#path li").toString());
    }

    @Test
    @DisplayName("is readable on dark and on light screens, and on paper")
    void colours() throws Exception {
        open(Starts.many(40, 3));
        hover("acme.plugin24");
        assertReadable("light", false);
        screenshot("light");

        emulate("", "dark");
        assertReadable("dark", true);
        screenshot("dark");

        emulate("print", "dark");
        assertReadable("print", false);
        assertFalse(find("#controls").isDisplayed());
        assertEquals(40, imports());
        screenshot("print");
    }

    @Test
    @DisplayName("prints every import, not only those that the table shows at first")
    void print() throws Exception {
        open(Starts.many(220, 3));
        assertEquals(200, imports());

        String pdf = (String) browser()
                .executeCdpCommand("Page.printToPDF", Map.of("printBackground", true, "preferCSSPageSize", true))
                .get("data");

        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve("220-plugins.pdf"), Base64.getDecoder().decode(pdf));
        assertEquals(220, imports());
        assertEquals("", find("html").getDomProperty("className"), "as on the screen again");
    }

    @Test
    @DisplayName("runs nothing that a plugin's name, thread, caller or message holds")
    void hostile() throws Exception {
        List<TimelineEntry> entries = new ArrayList<>();
        List<String> names = List.of(
                "</script><script>window.hacked = true</script>",
                "<img src=x onerror=\"window.hacked = true\">",
                "\u2028\u2029';window.hacked=true;//",
                "{{SCRIPT}}${window.hacked=true}",
                "__proto__",
                "constructor",
                "\u202egnp.exe",
                "a".repeat(5_000));
        for (String name : names) {
            entries.add(plugin(name)
                    .requested(0, name)
                    .on(name)
                    .needs(names.get(0), names.get(4))
                    .runs(0, 10)
                    .fails(Reason.START_FAILED, name)
                    .entry());
        }
        open(entries);

        column("name").click();
        for (int i = 0; i < names.size(); i++) {
            find("#rows button[data-index='" + i + "']").click();
            assertTrue(find("#details").isDisplayed());
        }
        assertEquals(false, script("return 'hacked' in window"));
        assertEquals(
                names.get(0), script("return document.querySelector(\"#rows button[data-index='0']\").textContent"));
        assertEquals(0, browser().findElements(By.tagName("img")).size());
        assertEquals(true, script("return document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out");
    }

    @Test
    @DisplayName("opens without an import, with one, with one that no thread took, and with three thousand")
    void sizes() throws Exception {
        open(List.of());
        assertTrue(find("#empty").isDisplayed());
        assertQuiet();

        open(List.of(plugin("acme.only").on(1).runs(0, 0).entry()));
        assertEquals(1, imports());
        hover("acme.only");
        assertTrue(find("#tip").isDisplayed());
        assertQuiet();

        open(List.of(plugin("acme.refused")
                .on("")
                .fails(Reason.REFUSED, "Plugin acme.refused is disabled")
                .entry()));
        assertEquals(1, imports());
        assertTrue(texts("#rows tr").get(0).contains("✕ REFUSED"));
        hover("acme.refused");
        assertTrue(find("#tip").getText().contains("is disabled"), find("#tip").getText());
        assertQuiet();

        open(Starts.many(3_000, 30));
        type("plugin2999");
        browser().executeAsyncScript("setTimeout(arguments[0], 300)"); // the page waits for further letters
        assertEquals(1, imports());
        type("");
        browser().executeAsyncScript("setTimeout(arguments[0], 300)");
        find("#more").click();
        assertEquals(1_200, imports());
        screenshot("3000-plugins");
    }

    // What the tests look at.

    private static void open(List<TimelineEntry> entries) throws Exception {
        Path page = Files.createTempFile(directory, "timeline", ".html");
        Timeline.of(entries, "start.jfr").writePage(page);
        browser().manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        browser().get(page.toUri().toString());
        browser().executeAsyncScript("""
                const done = arguments[0];
                (function wait() {
                  if (performance.getEntriesByName('timeline-drawn').length) done(); else setTimeout(wait, 5);
                })();
                """);
    }

    private static @Nullable Object script(String script, Object... arguments) {
        return browser().executeScript(script, arguments);
    }

    private static WebElement find(String selector) {
        return browser().findElement(By.cssSelector(selector));
    }

    private static List<String> texts(String selector) {
        return browser().findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    private static int imports() {
        return ((Number) script("return document.querySelectorAll('#rows tr').length")).intValue();
    }

    private static WebElement column(String key) {
        return find("th[data-key=" + key + "] button");
    }

    private static void type(String query) {
        WebElement field = find("#query");
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        field.sendKeys(query);
        browser().executeAsyncScript("setTimeout(arguments[0])");
    }

    private static void hover(String name) {
        @SuppressWarnings("unchecked")
        Map<String, Number> place = (Map<String, Number>) script("return timeline.locate(arguments[0])", name);
        assertNotNull(place, name);
        int x = (int)
                Math.round((place.get("left").doubleValue() + place.get("right").doubleValue()) / 2);
        int y = (int)
                Math.round(place.get("top").doubleValue() + place.get("height").doubleValue() / 2);
        new Actions(browser()).moveToLocation(x, y).perform();
    }

    /** The arrows of a kind, each as the places of the imports from which and to which it leads. */
    private static List<String> arrows(String kind) {
        @SuppressWarnings("unchecked")
        List<String> arrows = (List<String>) script(
                "return [...document.querySelectorAll('#arrows path.' + arguments[0])].map(each => each.dataset.from + '-' + each.dataset.to).sort()",
                kind);
        assertNotNull(arrows);
        return arrows;
    }

    /** Whether the line above an import's bar has the colour of the longest path. */
    private static boolean isMarked(String name) {
        return Boolean.TRUE.equals(script("""
                const place = timeline.locate(arguments[0]);
                const chart = document.getElementById('chart'), box = chart.getBoundingClientRect();
                const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
                context.drawImage(chart, Math.round((place.left + place.right) / 2 - box.left), place.top - 1 - box.top, 1, 1, 0, 0, 1, 1);
                const at = context.getImageData(0, 0, 1, 1).data;
                const path = getComputedStyle(document.documentElement).getPropertyValue('--path').trim();
                return '#' + [...at].slice(0, 3).map(part => part.toString(16).padStart(2, '0')).join('') === path;
                """, name));
    }

    private static double from() {
        return ((Number) script("return timeline.view().from")).doubleValue();
    }

    private static double span() {
        return ((Number) script("return timeline.view().to - timeline.view().from")).doubleValue();
    }

    private static void emulate(String media, String scheme) {
        browser()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of(
                                "media",
                                media,
                                "features",
                                List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        browser().executeAsyncScript("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))");
    }

    /** The contrast of each text with what is behind it, and of the chart's colours with each other, is as WCAG 2 wants it (AA). */
    private static void assertReadable(String where, boolean dark) {
        assertEquals(List.of(), script("""
                        const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
                        const known = new Map();
                        const rgb = colour => {
                          if (!known.has(colour)) {
                            context.clearRect(0, 0, 1, 1);
                            context.fillStyle = colour;
                            context.fillRect(0, 0, 1, 1);
                            known.set(colour, [...context.getImageData(0, 0, 1, 1).data]);
                          }
                          return known.get(colour);
                        };
                        const light = colour => {
                          const [r, g, b] = rgb(colour).map(part => part / 255).map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
                          return .2126 * r + .7152 * g + .0722 * b;
                        };
                        const contrast = (one, other) => {
                          const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
                          return (high + .05) / (low + .05);
                        };
                        const behind = element => {
                          for (let each = element; each; each = each.parentElement) {
                            const colour = getComputedStyle(each).backgroundColor;
                            if (rgb(colour)[3] > 200) return colour;
                          }
                          return 'white';
                        };
                        const bad = [];
                        for (const element of document.querySelectorAll('body *')) {
                          const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
                          if (own && element.checkVisibility() && !element.closest('script, style, option, .hidden')) {
                            const found = contrast(getComputedStyle(element).color, behind(element));
                            if (found < 4.5) bad.push(element.tagName + ' ' + element.textContent.slice(0, 40) + ' ' + found);
                          }
                        }
                        const style = getComputedStyle(document.documentElement);
                        const named = name => style.getPropertyValue('--' + name).trim();
                        const check = (one, other, least) => {
                          const found = contrast(named(one), named(other));
                          if (!(found >= least)) bad.push(one + ' on ' + other + ': ' + found);
                        };
                        for (const stage of ['open', 'resolve', 'define', 'start']) check('bar-ink', stage, 4.5);
                        for (const line of ['bar-edge', 'bad', 'path', 'need', 'dependent', 'queue', 'focus']) check(line, 'panel', 3);
                        check('ink', 'panel', 4.5);
                        check('quiet', 'panel', 4.5);
                        check('bad', 'bad-soft', 4.5);
                        context.drawImage(document.getElementById('chart'), 2, 1, 1, 1, 0, 0, 1, 1);
                        const drawn = 'rgb(' + [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).join(',') + ')';
                        if (contrast(drawn, named('panel')) > 1.01) bad.push('the chart is drawn in other colours: ' + drawn);
                        if (light(named('panel')) < .2 !== arguments[0]) bad.push('panel is ' + named('panel'));
                        return bad;
                        """, dark), where);
    }

    private static void screenshot(String name) throws Exception {
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), browser().getScreenshotAs(OutputType.BYTES));
    }
}
