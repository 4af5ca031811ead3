-- Secrets of others, such as a bot's token, sealed with a key that is not in the database
-- (src/orakul/secrets.py). Purpose and subject are authenticated with the ciphertext: it
-- opens in no other place. What the service makes for itself stays in orakul.secret.
create table orakul.sealed_secret (
    id bigint generated always as identity primary key,
    purpose text not null,
    subject bigint not null,
    key_id text not null check (key_id ~ '^[0-9a-f]{8}$'),
    ciphertext bytea not null,
    created_at timestamptz not null default now(),
    rotated_at timestamptz,
    unique (purpose, subject)
);
