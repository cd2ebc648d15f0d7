"""The two hosts, RabbitMQ with nameko and one embedded process, which run the same service classes."""
