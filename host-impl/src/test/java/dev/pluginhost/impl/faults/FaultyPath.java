package dev.pluginhost.impl.faults;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path of a {@link FaultyFileSystem}, which all methods but a few only hand on. Immutable. */
final class FaultyPath implements InvocationHandler {

    private final FaultyFileSystem files;
    private final Path behind;

    private FaultyPath(FaultyFileSystem files, Path behind) {
        this.files = files;
        this.behind = behind;
    }

    static Path of(FaultyFileSystem files, Path behind) {
        return (Path) Proxy.newProxyInstance(
                FaultyPath.class.getClassLoader(), new Class<?>[] {Path.class}, new FaultyPath(files, behind));
    }

    /** The path on the file system behind. */
    static Path behind(Path path) {
        return Proxy.isProxyClass(path.getClass()) && Proxy.getInvocationHandler(path) instanceof FaultyPath faulty
                ? faulty.behind
                : path;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "getFileSystem" -> files;
            case "toUri" -> uri();
            case "toFile", "register" -> throw new UnsupportedOperationException(method.getName());
            case "equals" -> arguments != null && isSame(arguments[0]);
            default -> wrapped(handedOn(method, arguments));
        };
    }

    private URI uri() {
        URI uri = behind.toUri();
        return URI.create("faulty" + uri.toString().substring(uri.getScheme().length()));
    }

    private boolean isSame(@Nullable Object other) {
        return other instanceof Path path
                && path.getFileSystem() == files
                && behind(path).equals(behind);
    }

    private @Nullable Object handedOn(Method method, Object @Nullable [] arguments) throws Throwable {
        List<@Nullable Object> unwrapped = new ArrayList<>();
        for (Object argument : arguments == null ? new Object[0] : arguments) {
            unwrapped.add(argument instanceof Path path ? behind(path) : argument);
        }
        try {
            return method.invoke(behind, unwrapped.toArray());
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        if (result instanceof Path path) {
            return of(files, path);
        }
        if (result instanceof Iterator<?> names) {
            List<Path> wrapped = new ArrayList<>();
            names.forEachRemaining(name -> wrapped.add(of(files, (Path) name)));
            return wrapped.iterator();
        }
        return result;
    }
}
