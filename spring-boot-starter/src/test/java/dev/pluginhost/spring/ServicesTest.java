package dev.pluginhost.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pluginhost.PluginHost;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.spring.autoconfigure.PluginHostAutoConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@DisplayName("A bean that wants services of plugins")
class ServicesTest {

    @TempDir
    Path plugins;

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
                .withPropertyValues("pluginhost.plugins=" + plugins, "pluginhost.index.enabled=false");
    }

    /** By its constructor, by a field and by a method. */
    static class Wanting {

        final PluginServices<Supplier<String>> services;

        @Autowired
        @SuppressWarnings("NullAway.Init")
        PluginServices<Supplier<String>> field;

        Wanting(PluginServices<Supplier<String>> services) {
            this.services = services;
        }

        List<String> texts() {
            return services.stream().map(Supplier::get).toList();
        }
    }

    static class WantingBeans {

        final ObjectProvider<Supplier<?>> suppliers;

        WantingBeans(ObjectProvider<Supplier<?>> suppliers) {
            this.suppliers = suppliers;
        }
    }

    @Test
    @DisplayName("has a live view of them, and imports them when it asks for that")
    void live() {
        Suppliers.of("acme.one", "one").jar(plugins);
        Suppliers.of("acme.two", "two").jar(plugins);

        runner().withBean(Wanting.class).run(context -> {
            Wanting wanting = context.getBean(Wanting.class);
            PluginHost host = context.getBean(PluginHost.class);
            assertThat(wanting.services.type()).isEqualTo(Supplier.class);
            assertThat(wanting.field.type()).isEqualTo(Supplier.class);
            assertThat(wanting.texts()).isEmpty();

            assertThat(wanting.services.importAll().join()).hasSize(2);
            assertThat(wanting.texts()).containsExactlyInAnyOrder("one", "two");
            assertThat(wanting.field).hasSize(2);

            host.unload("acme.one").join();
            assertThat(wanting.texts()).containsExactly("two");
        });
    }

    @Test
    @DisplayName("finds them as beans, if their type is one of those that become beans")
    void beans() {
        Suppliers.of("acme.one", "one").jar(plugins);

        runner().withBean(WantingBeans.class)
                .withPropertyValues("pluginhost.service-beans=java.util.function.Supplier")
                .run(context -> {
                    PluginHost host = context.getBean(PluginHost.class);
                    WantingBeans wanting = context.getBean(WantingBeans.class);
                    assertThat(wanting.suppliers.stream()).isEmpty();

                    host.importModule("acme.one");
                    Eventually.holds(() -> wanting.suppliers.stream().count() == 1);
                    assertThat(wanting.suppliers.getObject().get()).isEqualTo("one");

                    host.unload("acme.one").join();
                    assertThat(wanting.suppliers.getIfAvailable()).isNull();
                });
    }

    @Test
    @DisplayName("does not keep their plugins in memory, when it has gone through them in order")
    void ordered() {
        Suppliers.of("acme.one", "one").jar(plugins);
        Suppliers.of("acme.two", "two").jar(plugins);

        runner().withBean(WantingBeans.class)
                .withPropertyValues(
                        "pluginhost.service-beans=java.util.function.Supplier", "pluginhost.collection-timeout=20s")
                .run(context -> {
                    PluginHost host = context.getBean(PluginHost.class);
                    WantingBeans wanting = context.getBean(WantingBeans.class);
                    host.importModule("acme.one");
                    host.importModule("acme.two");
                    Eventually.holds(() -> wanting.suppliers.orderedStream().count() == 2);

                    UnloadReport report = host.unload("acme.one").join();

                    assertThat(report.isClean()).as(report.toString()).isTrue();
                    assertThat(wanting.suppliers.orderedStream().count()).isEqualTo(1);
                });
    }

    /** Of an application, which has one supplier of its own. */
    static class WantingList {

        final List<Supplier<?>> suppliers;

        WantingList(List<Supplier<?>> suppliers) {
            this.suppliers = suppliers;
        }
    }

    @Order(Ordered.HIGHEST_PRECEDENCE)
    static class First implements Supplier<String> {

        @Override
        public String get() {
            return "first";
        }
    }

    @Test
    @DisplayName("gets them in the order of the host, after beans of the application, unless these have another order")
    void inTheOrderOfTheHost() {
        for (String name : List.of("two", "one", "three")) {
            Suppliers.of("acme." + name, name).jar(plugins);
        }
        Supplier<String> own = () -> "own";

        runner().withBean(WantingBeans.class)
                .withBean(Wanting.class)
                .withInitializer(context -> {
                    GenericApplicationContext beans = (GenericApplicationContext) context;
                    beans.registerBean(WantingList.class, definition -> definition.setLazyInit(true));
                    beans.registerBean("own", Supplier.class, () -> own);
                    beans.registerBean(First.class);
                })
                .withPropertyValues(
                        "pluginhost.order=acme.two,*,acme.one", "pluginhost.service-beans=java.util.function.Supplier")
                .run(context -> {
                    PluginHost host = context.getBean(PluginHost.class);
                    WantingBeans wanting = context.getBean(WantingBeans.class);
                    for (String name : List.of("one", "three", "two")) {
                        host.importModule("acme." + name);
                    }
                    assertThat(context.getBean(Wanting.class).texts()).containsExactly("two", "three", "one");
                    Eventually.holds(() -> wanting.suppliers.stream().count() == 5);

                    List<String> ordered = List.of("first", "own", "two", "three", "one");
                    assertThat(texts(wanting.suppliers.orderedStream())).isEqualTo(ordered);
                    assertThat(texts(context.getBean(WantingList.class).suppliers.stream()))
                            .isEqualTo(ordered);
                });
    }

    private static List<String> texts(Stream<Supplier<?>> suppliers) {
        return suppliers.map(supplier -> String.valueOf(supplier.get())).toList();
    }

    /** Has a service injected, for good. */
    static class Keeping implements DisposableBean {

        boolean destroyed;

        Keeping(Supplier<?> supplier) {
            Objects.requireNonNull(supplier);
        }

        @Override
        public void destroy() {
            destroyed = true;
        }
    }

    @Test
    @DisplayName("is not destroyed with the plugin of a service that it was injected with")
    void dependent() {
        Suppliers.of("acme.one", "one").jar(plugins);

        runner().withInitializer(context -> ((GenericApplicationContext) context)
                        .registerBean(Keeping.class, definition -> definition.setLazyInit(true)))
                .withPropertyValues(
                        "pluginhost.service-beans=java.util.function.Supplier", "pluginhost.collection-timeout=0")
                .run(context -> {
                    PluginHost host = context.getBean(PluginHost.class);
                    host.importModule("acme.one");
                    Eventually.holds(() -> context.getBeanNamesForType(Supplier.class).length == 1);
                    Keeping keeping = context.getBean(Keeping.class);

                    host.unload("acme.one").join();

                    assertThat(context.getBeanNamesForType(Supplier.class)).isEmpty();
                    assertThat(keeping.destroyed).isFalse();
                    assertThat(context.getBean(Keeping.class)).isSameAs(keeping);
                });
    }
}
