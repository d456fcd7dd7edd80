-- Where records are delivered to. secret: a token or password; it is never shown again.
create table records_target
(
    id         {key},
    name       {text} not null unique,
    kind       {text} not null,
    address    {text} not null,
    options    {json} not null,
    secret     {text} not null,
    instrument {text},
    priority   bigint not null,
    made_us    bigint not null
);

-- How far each record is at each target. foreign_id, url: what it is there. due_us: before then nobody tries again.
create table records_delivery
(
    session_id bigint not null,
    target_id  bigint not null,
    revision   bigint not null,
    state      {text} not null check (state in ('trying', 'delivered', 'failed')),
    attempts   bigint not null,
    due_us     bigint not null,
    foreign_id {text},
    url        {text},
    primary key (session_id, target_id)
) {clustered};

-- Every attempt.
create table records_attempt
(
    id         {key},
    session_id bigint not null,
    target_id  bigint not null,
    revision   bigint not null,
    at_us      bigint not null,
    succeeded  bigint not null,
    message    {text} not null
);

create index records_attempt_of on records_attempt (session_id, id);
