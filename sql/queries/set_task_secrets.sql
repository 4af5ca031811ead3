-- set_task_secrets(secrets jsonb) -> nothing
--
-- Which arguments of each kind of task are secret: lists of names by the name of the kind.
update orakul.task_kind
set secrets = declared.keys
from (
    select name, array(select jsonb_array_elements_text(keys)) as keys
    from jsonb_each($1::jsonb) as given (name, keys)
) as declared
where task_kind.name = declared.name and task_kind.secrets <> declared.keys
