-- Tokens that read the figures for Prometheus, and nothing else.

alter table orakul.api_token
    drop constraint api_token_scopes_check,
    add constraint api_token_scopes_check
        check (scopes <@ '{read,write,admin,events,metrics}' and scopes <> '{}');
