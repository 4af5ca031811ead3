-- read_setup(digest bytea) -> is_open boolean, is_known boolean
--
-- Whether the installation can be set up, and by this code.
select
    closed_at is null as is_open,
    exists (
        select from orakul.setup_code
        where digest = $1::bytea and expires_at > clock_timestamp()) as is_known
from orakul.setup
