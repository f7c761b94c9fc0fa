package acme.visitor;

import acme.home.api.Journal;
import acme.home.api.StatusLine;
import acme.visitor.card.Card;
import acme.visitor.letter.Letter;
import acme.visitor.note.Note;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;
import java.lang.invoke.MethodHandles;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import javax.xml.namespace.QName;

/** Its lines are what it sees: a name, an equals sign and what came of it. */
public final class Visitor implements Plugin, Journal {

    /** The application's Jackson, with classes of this plugin. */
    private final ObjectMapper mapper = new ObjectMapper();

    @Override
    public void start(PluginContext context) {
        // Shared by all mappers of the JVM, and holds what they have written.
        context.closeWithPlugin(() -> TypeFactory.defaultInstance().clearCache());
    }

    @Override
    public void write(String line) {
        // a visitor writes nothing down
    }

    @Override
    public List<String> lines() {
        return List.of(
                "plugin's module=" + getClass().getModule().getName(),
                "API in the plugin's layer=" + inLayer("acme.home.api"),
                "host in the plugin's layer=" + inLayer("dev.pluginhost"),
                "module that java.sql passes on=" + new QName("name"),
                "services by the plugin's loader="
                        + types(ServiceLoader.load(StatusLine.class, getClass().getClassLoader())),
                "services of the plugin's own layer=" + ownServices(),
                "services by the plugin's layer="
                        + types(ServiceLoader.load(getClass().getModule().getLayer(), StatusLine.class)),
                "services that it does not declare to use=" + undeclared(),
                "exported record=" + json(new Card("Ann", 3)),
                "record that is not exported=" + json(new Note("Ben", 40)),
                "record that is open to Jackson=" + json(new Letter("Eve", 500)),
                "package that the API encapsulates=" + use("dev.pluginhost.spi.Printable"),
                "class of the host=" + use("dev.pluginhost.impl.DefaultPluginHost"),
                "package that a library encapsulates=" + use("com.fasterxml.jackson.databind.jdk14.JDK14Util"),
                "class of the application=" + use("acme.probe.Main"),
                "proxy of a service=" + proxy().status());
    }

    private String inLayer(String module) {
        return getClass()
                .getModule()
                .getLayer()
                .findModule(module)
                .map(Module::getDescriptor)
                .map(ModuleDescriptor::name)
                .orElse("not there");
    }

    private static List<String> types(ServiceLoader<?> services) {
        return services.stream()
                .map(provider -> provider.type().getName())
                .sorted()
                .toList();
    }

    private static List<String> ownServices() {
        ModuleLayer layer = Visitor.class.getModule().getLayer();
        Stream<ServiceLoader.Provider<StatusLine>> all = ServiceLoader.load(layer, StatusLine.class).stream();
        return all.filter(provider -> provider.type().getModule().getLayer() == layer)
                .map(provider -> provider.get().status())
                .toList();
    }

    private static String undeclared() {
        try {
            return types(ServiceLoader.load(Visitor.class.getModule().getLayer(), Runnable.class))
                    .toString();
        } catch (ServiceConfigurationError e) {
            return "refused";
        }
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            return "refused";
        }
    }

    /** Whether a class that this plugin must not use can be used by its name. */
    private static String use(String className) {
        try {
            MethodHandles.lookup().accessClass(Class.forName(className));
            return "used";
        } catch (ClassNotFoundException | IllegalAccessException e) {
            return "refused";
        }
    }

    private static StatusLine proxy() {
        return (StatusLine) Proxy.newProxyInstance(
                Visitor.class.getClassLoader(),
                new Class<?>[] {StatusLine.class},
                (self, method, arguments) -> "a proxy");
    }
}
