-- read_server() -> version text, bytes bigint, connections bigint, most_connections integer
--
-- The server's version; how large this database is, and how many connections
-- there are to all of them, and may be.
select
    current_setting('server_version') as version,
    pg_database_size(current_database()) as bytes,
    (select count(*) from pg_stat_activity where backend_type = 'client backend') as connections,
    current_setting('max_connections')::integer as most_connections
