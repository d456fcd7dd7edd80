-- How far the record of each session is. change_us: what the session was like when it was last made. due_us: before then nobody tries again.
create table records_record
(
    session_id bigint primary key,
    state      {text} not null check (state in ('waiting', 'built', 'no-files', 'no-consent', 'failed')),
    message    {text},
    change_us  bigint not null,
    due_us     bigint not null,
    attempts   bigint not null,
    revision   bigint not null
) {clustered};

-- Every revision that there was. digest: of what it says, without its number and its time. document: JSON, compressed with gzip.
create table records_revision
(
    id         {key},
    session_id bigint  not null,
    revision   bigint  not null,
    made_us    bigint  not null,
    digest     {bytes} not null,
    document   {bytes} not null
);

create unique index records_revision_of on records_revision (session_id, revision);

-- What people did to the activities, in the order in which they did it.
create table records_correction
(
    id         {key},
    session_id bigint not null,
    at_us      bigint not null,
    by_name    {text} not null,
    correction {json} not null
);

create index records_correction_of on records_correction (session_id, id);
