-- What happened to a file beside what its own row, its versions and its replicas tell: what people did, and replicas that were found not to be
-- right, or right again. version, storage_id: null where it is about the file.
create table catalogue_history
(
    id         {key},
    file_id    bigint not null,
    at_us      bigint not null,
    what       {text} not null,
    version    bigint,
    storage_id bigint,
    who        {text},
    cause      {text}
);

create index catalogue_history_of on catalogue_history (file_id, at_us, id);
