create table experiments_experiment
(
    id           {key},
    name         {text} not null unique,
    title        {text} not null,
    type         {text} not null,
    description  {text} not null,
    station      {text},
    proposal     {text},
    properties   {json} not null,
    storage_id   bigint not null references storages_storage (id),
    storage_path {text} not null,
    created_by   {text} not null,
    created_us   bigint not null,
    starts_us    bigint,
    ends_us      bigint,
    closed_us    bigint,
    -- Totals of what is there, kept by the catalogue as it registers.
    files        bigint not null,
    bytes        bigint not null,
    unique (storage_id, storage_path)
);

create index experiments_experiment_newest on experiments_experiment (created_us, id);
create index experiments_experiment_of_station on experiments_experiment (station, created_us);

-- Who belongs to it: users, and groups as a whole.
create table experiments_member
(
    experiment_id bigint not null references experiments_experiment (id),
    user_id       bigint references access_user (id),
    group_id      bigint references access_group (id),
    role          {text} not null check (role in ('owner', 'member', 'reader')),
    check ((user_id is null) <> (group_id is null)),
    unique (experiment_id, user_id),
    unique (experiment_id, group_id)
);

create index experiments_member_of_user on experiments_member (user_id, experiment_id);
create index experiments_member_of_group on experiments_member (group_id, experiment_id);
