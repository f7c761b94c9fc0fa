package dev.pluginhost.spring.autoconfigure;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;

/** The events of a context itself. Spring would also publish them in the parent, whose listeners take them for those of the application. */
public final class ContextEvents {

    private ContextEvents() {}

    /**
     * Notifies the listeners of a context of its own events.
     *
     * @param event any event
     * @param context the context that publishes it
     * @return whether it was one of these
     */
    public static boolean keep(Object event, ApplicationContext context) {
        if (!(event instanceof ApplicationContextEvent own) || own.getApplicationContext() != context) {
            return false;
        }
        String name = AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME;
        if (context.containsLocalBean(name)) {
            context.getBean(name, ApplicationEventMulticaster.class).multicastEvent(own);
        }
        return true;
    }
}
