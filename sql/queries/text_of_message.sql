-- text_of_message(reader bigint, id bigint) -> text text
--
-- What a message says, if the reader sees it.
select text
from orakul.messages_that(
    $1::bigint, null, null, null, null, null, null, array[$2::bigint], null, null)
