/**
 * The {@linkplain acme.home.scenario.Step steps} that the hub shows. {@link acme.home.scenario.Scenario} has their
 * order.
 */
package acme.home.scenario;
