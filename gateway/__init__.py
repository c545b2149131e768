"""The one front door (网关): HTTP API, sign-in, rights, read models; speaks the services' RPC over RabbitMQ."""
