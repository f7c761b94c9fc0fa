package acme.home.api;

import java.time.Instant;

/**
 * What a sensor measured.
 *
 * @param sensor the sensor's name
 * @param celsius the temperature
 * @param at when
 */
public record Reading(String sensor, double celsius, Instant at) {}
