module acme.text {
    requires org.slf4j;

    exports acme.text;
}
