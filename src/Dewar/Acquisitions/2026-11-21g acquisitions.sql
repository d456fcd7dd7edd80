create table acquisitions_acquisition
(
    id            {key},
    public_id     {text} not null unique,
    experiment_id bigint not null references experiments_experiment (id),
    kind          {text} not null check (kind in ('acquisition', 'upload')),
    options       {json} not null,
    started_by    {text} not null,
    by_staff      bigint not null,
    started_us    bigint not null,
    stop_us       bigint,
    stop_cause    {text},
    abort         bigint not null,
    ended_us      bigint
);

create index acquisitions_acquisition_of_experiment on acquisitions_acquisition (experiment_id, id);

-- One folder at one station. What the station last said of it is kept as it was said.
create table acquisitions_source
(
    id             {key},
    acquisition_id bigint not null references acquisitions_acquisition (id),
    station        {text} not null,
    folder         {text} not null,
    destination    {text} not null,
    state          {text} not null check (state in ('pending', 'running', 'finalizing', 'done', 'failed', 'aborted')),
    report         {json}
);

create index acquisitions_source_of_acquisition on acquisitions_source (acquisition_id);
create index acquisitions_source_unfinished on acquisitions_source (station) where state in ('pending', 'running', 'finalizing');
