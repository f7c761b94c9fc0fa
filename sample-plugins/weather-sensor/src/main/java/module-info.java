/** The sensor platform of the weather. It has nothing to start, so it provides no plugin class: its service is enough. */
module acme.weather.sensor {
    requires acme.home.api;
    requires acme.weather;

    provides acme.home.api.Sensor with
            acme.weather.sensor.GardenThermometer;
}
