-- Replicas being read again: of an experiment, because somebody asked (reading; repairing: those in trouble), or of a whole storage,
-- round after round (background). One is leased by the site that reads; when that dies, the lease runs out and another goes on from
-- the place.
create table verification_run
(
    id             {key},
    public_id      {text} not null unique,
    kind           {text} not null check (kind in ('reading', 'repairing', 'background')),
    storage_id     bigint not null references storages_storage (id),
    experiment_id  bigint references experiments_experiment (id),
    pattern        {text},
    older_than_us  bigint,
    state          {text} not null check (state in ('waiting', 'running', 'paused', 'done', 'stopped')),
    message        {text},
    asked_by       {text} not null,
    asked_us       bigint not null,
    ended_us       bigint,
    due_us         bigint not null,
    leased_us      bigint,
    leased_by      {text},
    place          {text},
    expected_files bigint,
    expected_bytes bigint,
    files          bigint not null,
    file_bytes     bigint not null,
    replicas       bigint not null,
    bytes          bigint not null,
    suspect        bigint not null,
    missing        bigint not null,
    restored       bigint not null,
    repaired       bigint not null,
    busy_us        bigint not null
);

create index verification_run_due on verification_run (due_us) where ended_us is null;
create index verification_run_of_experiment on verification_run (experiment_id, id);
