/**
 * What the hub shows, one {@linkplain acme.home.scenario.Step step} after the other; {@link acme.home.scenario.Scenario} has
 * their order.
 */
package acme.home.scenario;
