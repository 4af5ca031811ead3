-- lock_people() -> nothing
--
-- Let nobody else add or change people until the transaction ends; reading goes on.
lock table orakul.person in share row exclusive mode
