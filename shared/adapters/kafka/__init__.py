"""The event log on Apache Kafka, by aiokafka: `connect.open_kafka` opens it. `settings` needs no Kafka library."""
